import type { SurfaceTool } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ToolSurface } from '../toolSurface';
import type { RevisionSnapshot, SnapshotTool } from '../revisionSnapshot';
import { diffText } from './diffText';
import { diffWords } from './diffWords';
import { diffTool } from './diffTool';
import { matchRenamed } from './matchRenamed';
import { type RevisionChange, revisionChange } from './RevisionChange';

/** What a revision says of its tools: what is signed of them, and their words where the record has them. */
export interface SurfaceSide {
  readonly snapshot: RevisionSnapshot['toolSurface'];
  readonly surface: ToolSurface | undefined;
}

/** Tools and instructions, matched by name; renamed ones are recognised. */
export function diffToolSurface(
  before: SurfaceSide,
  after: SurfaceSide,
): RevisionChange[] {
  const path = 'toolSurface';
  const changes: RevisionChange[] = [];
  if (!after.snapshot) {
    return [
      revisionChange({
        kind: 'widened',
        weight: 'high',
        path,
        code: 'surface.lost',
      }),
    ];
  }
  if (!before.snapshot) {
    changes.push(
      revisionChange({
        kind: 'changed',
        weight: 'normal',
        path,
        code: 'surface.learnt',
      }),
    );
  }
  const old = toolsOf(before);
  const next = toolsOf(after);
  const renamed = matchRenamed(
    old.filter(tool => !next.some(({ name }) => name === tool.name)),
    next.filter(tool => !old.some(({ name }) => name === tool.name)),
  );
  for (const tool of next) {
    const was =
      old.find(({ name }) => name === tool.name) ?? renamed.get(tool.name);
    changes.push(...(was ? diffTool(was, tool) : added(tool)));
  }
  const kept = new Set([...renamed.values()].map(({ name }) => name));
  for (const tool of old) {
    if (next.some(({ name }) => name === tool.name) || kept.has(tool.name)) {
      continue;
    }
    changes.push(
      revisionChange({
        kind: 'removed',
        weight: 'normal',
        path: `toolSurface/tools/${tool.name}`,
        code: 'tool.removed',
        tool: tool.name,
        values: { tool: tool.name },
      }),
    );
  }
  return [...changes, ...diffInstructions(before, after)];
}

/** A tool as it is signed, with its words where they are known. */
export type KnownTool = SnapshotTool & { listed?: SurfaceTool };

function toolsOf({ snapshot, surface }: SurfaceSide): KnownTool[] {
  return (snapshot?.tools ?? []).map(tool => ({
    ...tool,
    listed: surface?.tools.find(
      ({ name, digest }) => name === tool.name && digest === tool.digest,
    ),
  }));
}

function added(tool: KnownTool): RevisionChange[] {
  const { name, effect, listed } = tool;
  const path = `toolSurface/tools/${name}`;
  // A new tool's words are all new: what hides in them is called out as in changed ones.
  const texts = {
    name,
    title: listed?.title,
    description: listed?.description,
  };
  return [
    revisionChange({
      kind: 'added',
      weight: effect === 'reads' ? 'normal' : 'high',
      path,
      code: 'tool.added',
      tool: name,
      values: { tool: name, effect },
      ...(listed?.description && { words: diffWords('', listed.description) }),
    }),
    ...Object.entries(texts).flatMap(([key, text]) =>
      diffText('', text ?? '', {
        path: `${path}/${key}`,
        at: `${name}/${key}`,
        tool: name,
      }),
    ),
  ];
}

function diffInstructions(
  before: SurfaceSide,
  after: SurfaceSide,
): RevisionChange[] {
  const [old, next] = [before, after].map(
    side => side.snapshot?.instructionsDigest,
  );
  if (old === next) return [];
  const [was, is] = [before, after].map(
    ({ snapshot, surface }) =>
      (snapshot?.instructionsDigest && surface?.instructions) || '',
  );
  const path = 'toolSurface/instructions';
  const gone = next === undefined ? ('removed' as const) : ('changed' as const);
  const kind = old === undefined ? ('added' as const) : gone;
  return [
    revisionChange({
      kind,
      weight: kind === 'removed' ? 'normal' : 'high',
      path,
      code: `instructions.${kind}`,
      ...(was !== is && { words: diffWords(was, is) }),
    }),
    ...diffText(was, is, { path, at: 'instructions' }),
  ];
}
