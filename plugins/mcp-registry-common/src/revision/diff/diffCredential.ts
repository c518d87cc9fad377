import type { ServerCredential } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { type RevisionChange, revisionChange } from './RevisionChange';
import { diffSets, isObject, own, sameJson } from './sameJson';

/** With which credential calls reach the system behind a server, and what that may do. */
export function diffCredential(
  before: ServerCredential = { type: 'none' },
  after: ServerCredential = { type: 'none' },
): RevisionChange[] {
  const path = 'credential';
  const changes: RevisionChange[] = [];
  if (before.type !== after.type) {
    changes.push(
      revisionChange({
        // To have none is the one kind of which it is certain that it can do less.
        kind: after.type === 'none' ? 'narrowed' : 'widened',
        weight: 'high',
        path,
        code: 'credential.kind',
        values: { before: before.type, after: after.type },
      }),
    );
  }
  changes.push(...diffScopes(scopesOf(before), scopesOf(after), before, after));
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const name of names) {
    const [old, next] = [own(before, name), own(after, name)];
    if (name === 'type' || name === 'scopes' || sameJson(old, next)) continue;
    changes.push(
      revisionChange({
        kind: 'changed',
        // Another secret, client, provider or audience is another power; where its hint or header says otherwise is not.
        weight: ['hint', 'header', 'scheme'].includes(name) ? 'normal' : 'high',
        path: `${path}/${name}`,
        code: 'credential.detail',
        values: { name, before: old, after: next },
      }),
    );
  }
  return changes;
}

function diffScopes(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
  ...[old, next]: [ServerCredential, ServerCredential]
): RevisionChange[] {
  const path = 'credential/scopes';
  if (sameJson(before, after)) return [];
  const { added, removed } = diffSets(before ?? [], after ?? []);
  const unclear =
    // Who names no scopes gets what the provider gives by default.
    old.type === next.type && (before === undefined || after === undefined)
      ? [
          revisionChange({
            kind: 'widened',
            weight: 'high',
            path,
            code: 'credential.scopes-unclear',
          }),
        ]
      : [];
  return [
    ...unclear,
    ...added.map(name =>
      revisionChange({
        kind: 'widened',
        weight: 'high',
        path,
        code: 'credential.scope-added',
        values: { name },
      }),
    ),
    ...removed.map(name =>
      revisionChange({
        kind: 'narrowed',
        weight: 'normal',
        path,
        code: 'credential.scope-removed',
        values: { name },
      }),
    ),
  ];
}

function scopesOf(credential: ServerCredential): string[] | undefined {
  const scopes = isObject(credential) ? own(credential, 'scopes') : undefined;
  return Array.isArray(scopes) ? scopes.map(String) : undefined;
}
