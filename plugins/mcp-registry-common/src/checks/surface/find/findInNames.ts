import { appearance, hasConfusables, skeleton } from '../text/confusables';
import { hiddenKind } from '../text/hiddenCharacters';
import { knownSkeleton } from './knownSkeleton';
import type { Span } from './findInText';

/** Names of the tools of other servers, by what they look like. */
export interface OtherNames {
  readonly exact: ReadonlyMap<string, string>;
  readonly bySkeleton: ReadonlyMap<string, { name: string; server: string }>;
  /** By length of the skeleton, for names with one letter more, less or other. */
  readonly byLength: ReadonlyMap<
    number,
    readonly { name: string; server: string; skeleton: string }[]
  >;
}

/** Prepares the names of other servers once for all tools. */
export function otherNames(
  others: readonly { server: string; tools: readonly string[] }[],
): OtherNames {
  const exact = new Map<string, string>();
  const bySkeleton = new Map<string, { name: string; server: string }>();
  const byLength = new Map<
    number,
    { name: string; server: string; skeleton: string }[]
  >();
  for (const { server, tools } of others) {
    for (const name of tools) {
      const bare = knownSkeleton(name);
      exact.set(name, server);
      bySkeleton.set(bare, { name, server });
      const alike = byLength.get(bare.length);
      const other = { name, server, skeleton: bare };
      if (alike) alike.push(other);
      else byLength.set(bare.length, [other]);
    }
  }
  return { exact, bySkeleton, byLength };
}

/** Short names differ by a letter all the time (`get_user`, `set_user`). */
const SHORTEST_FOR_TYPOS = 9;

/** A name that is not another's but looks like it. */
export function lookAlikeNames(
  name: string,
  { exact, bySkeleton, byLength }: OtherNames,
): Span | undefined {
  if (exact.has(name)) return undefined;
  const bare = skeleton(name);
  const same = bySkeleton.get(bare);
  const near = same ?? typoOf(bare, byLength);
  return near
    ? {
        start: 0,
        end: name.length,
        note: `looks like "${near.name}" of "${near.server}"`,
      }
    : undefined;
}

function typoOf(bare: string, byLength: OtherNames['byLength']) {
  if (bare.length < SHORTEST_FOR_TYPOS) return undefined;
  for (const length of [bare.length - 1, bare.length, bare.length + 1]) {
    const found = byLength
      .get(length)
      ?.find(other => isTypo(other.skeleton, bare));
    if (found) return found;
  }
  return undefined;
}

/** One letter left out, doubled, or two changed places; singular and plural are not typos, nor is a letter exchanged for another. */
function isTypo(right: string, written: string): boolean {
  if (right.length === written.length) {
    let at = 0;
    while (at < right.length && right[at] === written[at]) at += 1;
    return (
      at < right.length - 1 &&
      right[at] === written[at + 1] &&
      right[at + 1] === written[at] &&
      right.slice(at + 2) === written.slice(at + 2)
    );
  }
  const [long, short] =
    right.length > written.length ? [right, written] : [written, right];
  if (long.length !== short.length + 1 || long === `${short}s`) return false;
  let at = 0;
  while (at < short.length && long[at] === short[at]) at += 1;
  return long.slice(at + 1) === short.slice(at) && at < short.length;
}

/** ASCII with letters of another script among it, or with letters that look like ASCII. */
export function mixedScripts(name: string): Span | undefined {
  const hasAscii = /[A-Za-z]/.test(name);
  const isHidden = Array.from(name).some(letter =>
    hiddenKind(letter.codePointAt(0) ?? 0),
  );
  const isDisguised =
    hasAscii && (hasConfusables(name) || name.normalize('NFKC') !== name);
  return isHidden || isDisguised
    ? { start: 0, end: name.length, note: `reads as "${appearance(name)}"` }
    : undefined;
}
