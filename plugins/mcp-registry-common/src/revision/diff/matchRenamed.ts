import { wordSimilarity } from './diffWords';
import { sameJson } from './sameJson';
import type { KnownTool } from './diffTools';

/** From here on two descriptions are said to be the same one, reworked. */
const ALIKE = 0.6;
/** Every gone tool is compared with every new one; beyond this, nobody renamed them one by one. */
const MAX_PAIRS = 400;

/**
 * Recognises tools that got another name: the same schemas, and a description that is the same or nearly so.
 *
 * @returns the tool of before by its new name. Each is there once at most, the most alike first.
 */
export function matchRenamed(
  gone: readonly KnownTool[],
  fresh: readonly KnownTool[],
): ReadonlyMap<string, KnownTool> {
  if (gone.length * fresh.length > MAX_PAIRS) return new Map();
  const pairs = gone
    .flatMap(was =>
      fresh
        .filter(is => sameShape(was, is))
        .map(is => ({ was, is, alike: likeness(was, is) })),
    )
    .filter(({ alike }) => alike >= ALIKE)
    .sort((a, b) => b.alike - a.alike);
  const matched = new Map<string, KnownTool>();
  const taken = new Set<string>();
  for (const { was, is } of pairs) {
    if (matched.has(is.name) || taken.has(was.name)) continue;
    matched.set(is.name, was);
    taken.add(was.name);
  }
  return matched;
}

function sameShape(was: KnownTool, is: KnownTool): boolean {
  return (
    was.listed !== undefined &&
    is.listed !== undefined &&
    sameJson(was.listed.inputSchema, is.listed.inputSchema) &&
    sameJson(was.listed.outputSchema, is.listed.outputSchema)
  );
}

function likeness(was: KnownTool, is: KnownTool): number {
  const [old, next] = [was, is].map(({ listed }) => listed?.description ?? '');
  // Two tools that say nothing of themselves are alike in nothing.
  return old === '' || next === '' ? 0 : wordSimilarity(old, next);
}
