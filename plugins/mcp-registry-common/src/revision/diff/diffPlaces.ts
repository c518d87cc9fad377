import type { RevisionSnapshot } from '../revisionSnapshot';
import { diffSettings } from './diffSettings';
import { diffWords } from './diffWords';
import { type RevisionChange, revisionChange } from './RevisionChange';
import { sameJson } from './sameJson';

/** Where calls go. */
export function diffUpstream(
  before: RevisionSnapshot['upstream'],
  after: RevisionSnapshot['upstream'],
): RevisionChange[] {
  const path = 'upstream';
  if (!before || !after) {
    return [
      after
        ? revisionChange({
            kind: 'widened',
            weight: 'high',
            path,
            code: 'upstream.added',
            values: { after: after.url },
          })
        : revisionChange({
            kind: 'narrowed',
            weight: 'high',
            path,
            code: 'upstream.removed',
            values: { before: before?.url },
          }),
    ];
  }
  const changes: RevisionChange[] = [];
  if (before.url !== after.url) {
    const isOther = hostOf(before.url) !== hostOf(after.url);
    changes.push(
      revisionChange({
        kind: isOther ? 'widened' : 'changed',
        weight: 'high',
        path: 'upstream/url',
        code: isOther ? 'upstream.host' : 'upstream.address',
        values: { before: before.url, after: after.url },
      }),
    );
  }
  if (before.type !== after.type) {
    changes.push(
      revisionChange({
        kind: 'changed',
        weight: 'normal',
        path: 'upstream/type',
        code: 'upstream.transport',
        values: { before: before.type, after: after.type },
      }),
    );
  }
  return changes;
}

/** Which code runs. */
export function diffPackage(
  before: RevisionSnapshot['package'],
  after: RevisionSnapshot['package'],
): RevisionChange[] {
  const path = 'package';
  if (!before || !after) {
    return [
      revisionChange({
        kind: after ? 'added' : 'removed',
        weight: 'high',
        path,
        code: after ? 'package.added' : 'package.removed',
        values: {
          before: before && nameOf(before),
          after: after && nameOf(after),
        },
      }),
    ];
  }
  const isOther =
    before.registry !== after.registry ||
    before.identifier !== after.identifier;
  const changes: RevisionChange[] = [];
  const values = { before: nameOf(before), after: nameOf(after) };
  if (isOther) {
    changes.push(
      revisionChange({
        kind: 'changed',
        weight: 'high',
        path,
        code: 'package.other',
        values,
      }),
    );
  }
  if (before.version !== after.version) {
    changes.push(
      revisionChange({
        kind: 'changed',
        weight: 'normal',
        path: 'package/version',
        code: 'package.version',
        values: { before: before.version, after: after.version },
      }),
    );
  }
  if (before.integrity !== after.integrity) {
    changes.push(
      diffIntegrity('package/integrity', before.integrity, after.integrity, {
        // The same version with other bytes is what a stolen package looks like.
        isExpected: isOther || before.version !== after.version,
      }),
    );
  }
  return changes;
}

/** Which bytes were installed. */
export function diffInstalled(
  before: RevisionSnapshot,
  after: RevisionSnapshot,
): RevisionChange[] {
  return [
    diffIntegrity(
      'installed/integrity',
      before.installed?.integrity,
      after.installed?.integrity,
      { isExpected: !sameJson(before.package, after.package) },
    ),
  ];
}

/** How it is started. */
export function diffRun(
  before: RevisionSnapshot['run'] = {},
  after: RevisionSnapshot['run'] = {},
): RevisionChange[] {
  const changes: RevisionChange[] = [];
  if (before.command !== after.command) {
    changes.push(
      revisionChange({
        kind: 'changed',
        weight: 'high',
        path: 'run/command',
        code: 'run.command',
        values: { before: before.command, after: after.command },
      }),
    );
  }
  if (!sameJson(before.args ?? [], after.args ?? [])) {
    changes.push(
      revisionChange({
        kind: 'changed',
        weight: 'high',
        path: 'run/args',
        code: 'run.arguments',
        words: diffWords(lines(before.args), lines(after.args)),
      }),
    );
  }
  return [
    ...changes,
    ...diffSettings('run/env', before.env, after.env),
    ...diffListening(before, after),
  ];
}

function speaks({ transport = 'stdio' }: NonNullable<RevisionSnapshot['run']>) {
  return transport;
}

/** How it speaks, and where it listens. */
function diffListening(
  before: NonNullable<RevisionSnapshot['run']>,
  after: NonNullable<RevisionSnapshot['run']>,
): RevisionChange[] {
  const parts = [
    ['run/transport', 'run.transport', speaks(before), speaks(after)],
    ['run/port', 'run.port', before.port, after.port],
    ['run/path', 'run.path', before.path, after.path],
  ] as const;
  return parts.flatMap(([path, code, from, to]) =>
    from === to
      ? []
      : [
          revisionChange({
            ...{ kind: 'changed', weight: 'high', path, code },
            values: { before: from, after: to },
          }),
        ],
  );
}

function diffIntegrity(
  path: string,
  before: string | undefined,
  after: string | undefined,
  options: { isExpected: boolean },
): RevisionChange {
  if (before === undefined) {
    return revisionChange({
      kind: 'narrowed',
      weight: 'normal',
      path,
      code: 'package.pinned',
      values: { after },
    });
  }
  if (after === undefined) {
    return revisionChange({
      kind: 'widened',
      weight: 'high',
      path,
      code: 'package.unpinned',
    });
  }
  return revisionChange({
    kind: 'changed',
    weight: options.isExpected ? 'normal' : 'high',
    path,
    code: 'package.integrity',
    values: { before, after },
  });
}

function nameOf(pkg: NonNullable<RevisionSnapshot['package']>): string {
  return `${pkg.identifier} ${pkg.version} (${pkg.registry})`;
}

/** Quoted, so that two arguments are never read as one with a line end. */
function lines(args: readonly string[] = []): string {
  return args.map(arg => JSON.stringify(arg)).join('\n');
}

/** With its scheme and port: http where there was https is another place. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
