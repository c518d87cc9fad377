import type { ToolEffect } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { diffSchemas } from './diffSchemas';
import { diffText } from './diffText';
import { diffWords } from './diffWords';
import type { KnownTool } from './diffTools';
import { type RevisionChange, revisionChange } from './RevisionChange';
import { own, sameJson } from './sameJson';
import { schemaChange } from './schemaChange';

const EFFECTS: readonly ToolEffect[] = ['reads', 'changes', 'destroys'];

/** One tool, before and after; its name may have changed. */
export function diffTool(was: KnownTool, is: KnownTool): RevisionChange[] {
  const tool = is.name;
  const path = `toolSurface/tools/${tool}`;
  const renamed =
    was.name === is.name
      ? []
      : [
          revisionChange({
            kind: 'renamed',
            weight: 'high',
            path,
            code: 'tool.renamed',
            tool,
            values: { before: was.name, tool },
          }),
          ...diffText(was.name, tool, { path, at: `${tool}/name`, tool }),
        ];
  const words =
    was.digest === is.digest
      ? []
      : [
          ...diffOwnWords('title', was, is),
          ...diffOwnWords('description', was, is),
          ...(['inputSchema', 'outputSchema'] as const).flatMap(which =>
            diffSchemas(was.listed?.[which], is.listed?.[which]).flatMap(
              change => schemaChange(change, { tool, which }),
            ),
          ),
        ];
  const claims = [...diffEffect(was, is), ...diffAnnotations(was, is)];
  const isUnseen =
    (was.digest !== is.digest && renamed.length + words.length === 0) ||
    (was.annotationsDigest !== is.annotationsDigest && claims.length === 0);
  return [
    ...renamed,
    ...claims,
    ...words,
    ...(isUnseen || lacksWords(was, is)
      ? [
          revisionChange({
            kind: 'widened',
            weight: 'high',
            path,
            code: 'tool.unseen',
            tool,
            values: { tool },
          }),
        ]
      : []),
  ];
}

/** The record has the words of one side alone, so that what looks like a change may hide another one. */
function lacksWords(was: KnownTool, is: KnownTool): boolean {
  return was.digest !== is.digest && !(was.listed && is.listed);
}

function diffOwnWords(
  key: 'title' | 'description',
  was: KnownTool,
  is: KnownTool,
): RevisionChange[] {
  const [old, next] = [was.listed?.[key] ?? '', is.listed?.[key] ?? ''];
  if (old === next) return [];
  const tool = is.name;
  const path = `toolSurface/tools/${tool}/${key}`;
  return [
    revisionChange({
      kind: 'changed',
      // A model reads it and acts on it.
      weight: 'normal',
      path,
      code: `tool.${key}`,
      tool,
      values: { tool },
      words: diffWords(old, next),
    }),
    ...diffText(old, next, { path, at: `${tool}/${key}`, tool }),
  ];
}

function diffEffect(was: KnownTool, is: KnownTool): RevisionChange[] {
  if (was.effect === is.effect) return [];
  const isUp = EFFECTS.indexOf(is.effect) > EFFECTS.indexOf(was.effect);
  const tool = is.name;
  return [
    revisionChange({
      // To claim less is no narrowing: it is the server's own word, and rules look away because of it.
      kind: isUp ? 'widened' : 'changed',
      weight: 'high',
      path: `toolSurface/tools/${tool}/annotations`,
      code: isUp ? 'tool.effect-up' : 'tool.effect-claim',
      tool,
      values: { tool, before: was.effect, after: is.effect },
    }),
  ];
}

function diffAnnotations(was: KnownTool, is: KnownTool): RevisionChange[] {
  const [old, next] = [
    was.listed?.annotations ?? {},
    is.listed?.annotations ?? {},
  ];
  if (was.annotationsDigest === is.annotationsDigest) return [];
  const tool = is.name;
  const names = [...new Set([...Object.keys(old), ...Object.keys(next)])];
  return names.flatMap(name => {
    const [before, after] = [own(old, name), own(next, name)];
    if (sameJson(before, after)) return [];
    const isOpened = name === 'openWorldHint' && before === false;
    return [
      revisionChange({
        kind: isOpened ? 'widened' : 'changed',
        weight: isOpened ? 'high' : 'normal',
        path: `toolSurface/tools/${tool}/annotations/${name}`,
        code: isOpened ? 'tool.open-world' : 'tool.annotation',
        tool,
        values: { tool, name, before, after },
      }),
    ];
  });
}
