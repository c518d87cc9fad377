import {
  NO_PERMISSIONS,
  type PermissionProfile,
  profileEgress,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { diffLeaves } from './diffLeaves';
import { diffSettings } from './diffSettings';
import { type RevisionChange, revisionChange } from './RevisionChange';
import { diffSets, own, sameJson } from './sameJson';

const PATH = 'permissionProfile';

/** What a server that the gateway runs may reach, read, change, know and use up. Two spellings of the same say so. */
export function diffProfile(
  before: PermissionProfile = NO_PERMISSIONS,
  after: PermissionProfile = NO_PERMISSIONS,
): RevisionChange[] {
  const [old, next] = [before.sallyport, after.sallyport];
  return [
    ...diffNetwork(before, after),
    ...diffMounts('read', before.read, after.read),
    ...diffMounts('write', before.write, after.write),
    ...diffSecrets(old?.secrets, next?.secrets),
    ...diffSettings(`${PATH}/sallyport/env`, old?.env, next?.env),
    ...diffLimits(old?.limits, next?.limits),
    ...diffLeaves(before.name, after.name, `${PATH}/name`),
    ...diffLeaves(before.privileged, after.privileged, `${PATH}/privileged`),
  ];
}

function diffNetwork(
  before: PermissionProfile,
  after: PermissionProfile,
): RevisionChange[] {
  const { inbound: oldIn, ...old } = before.network ?? {};
  const { inbound: nextIn, ...next } = after.network ?? {};
  const path = `${PATH}/network`;
  const reach = diffReach(before, after);
  return [
    ...(reach.length > 0
      ? reach
      : // The same reach, written in another way, is still another thing to agree to.
        [
          ...diffLeaves(old, next, path),
          ...diffLeaves(
            before.sallyport?.egress,
            after.sallyport?.egress,
            `${PATH}/sallyport/egress`,
          ),
        ]),
    ...diffLeaves(oldIn, nextIn, `${path}/inbound`),
  ];
}

function diffReach(
  before: PermissionProfile,
  after: PermissionProfile,
): RevisionChange[] {
  const [old, next] = [profileEgress(before), profileEgress(after)];
  const path = `${PATH}/network`;
  const changes: RevisionChange[] = [];
  if (old.everything !== next.everything) {
    changes.push(
      revisionChange({
        kind: next.everything ? 'widened' : 'narrowed',
        weight: next.everything ? 'high' : 'normal',
        path,
        code: next.everything
          ? 'profile.everything-opened'
          : 'profile.everything-closed',
      }),
    );
  }
  const viaOf = (egress: typeof old, host: string, port: number) =>
    egress.destinations.find(
      other => other.host === host && other.port === port,
    )?.via;
  for (const { host, port, via } of next.destinations) {
    const was = viaOf(old, host, port);
    if (was === via) continue;
    const wider = via === 'tunnel' ? ('wider' as const) : ('narrower' as const);
    const isWider = was === undefined || wider === 'wider';
    changes.push(
      revisionChange({
        kind: isWider ? 'widened' : 'narrowed',
        weight: isWider ? 'high' : 'normal',
        path,
        code:
          was === undefined ? 'profile.host-added' : `profile.host-${wider}`,
        values: { host, port },
      }),
    );
  }
  for (const { host, port } of old.destinations) {
    if (viaOf(next, host, port) !== undefined) continue;
    changes.push(
      revisionChange({
        kind: 'narrowed',
        weight: 'normal',
        path,
        code: 'profile.host-removed',
        values: { host, port },
      }),
    );
  }
  const { added } = diffSets(old.problems, next.problems);
  return [
    ...changes,
    ...added.map(what =>
      revisionChange({
        kind: 'widened',
        weight: 'high',
        path,
        code: 'profile.unclear',
        values: { what },
      }),
    ),
  ];
}

function diffMounts(
  how: 'read' | 'write',
  before: readonly string[] = [],
  after: readonly string[] = [],
): RevisionChange[] {
  const { added, removed } = diffSets(before, after);
  const path = `${PATH}/${how}`;
  const changes = [
    ...added.map(mount =>
      revisionChange({
        kind: 'widened',
        weight: 'high',
        path,
        code: `profile.${how}-added`,
        values: { path: mount },
      }),
    ),
    ...removed.map(mount =>
      revisionChange({
        kind: 'narrowed',
        weight: 'normal',
        path,
        code: `profile.${how}-removed`,
        values: { path: mount },
      }),
    ),
  ];
  return changes.length > 0 ? changes : diffLeaves(before, after, path);
}

type Extension = NonNullable<PermissionProfile['sallyport']>;
type Secrets = NonNullable<Extension['secrets']>;

function diffSecrets(
  before: Secrets = {},
  after: Secrets = {},
): RevisionChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap(variable => {
    const path = `${PATH}/sallyport/secrets/${variable}`;
    const old = own(before, variable) as Secrets[string] | undefined;
    const next = own(after, variable) as Secrets[string] | undefined;
    if (sameJson(old, next)) return [];
    if (next && next.secret !== old?.secret) {
      return [
        revisionChange({
          kind: 'widened',
          weight: 'high',
          path,
          code: 'profile.secret-added',
          values: { secret: next.secret, variable },
        }),
      ];
    }
    return [
      next
        ? revisionChange({
            // What is in the environment is read by every child of the server.
            kind: next.as === 'env' ? 'widened' : 'narrowed',
            weight: next.as === 'env' ? 'high' : 'normal',
            path,
            code: 'profile.secret-way',
            values: { secret: next.secret, before: old?.as, after: next.as },
          })
        : revisionChange({
            kind: 'narrowed',
            weight: 'normal',
            path,
            code: 'profile.secret-removed',
            values: { secret: old?.secret },
          }),
    ];
  });
}

function diffLimits(
  before: NonNullable<Extension['limits']> = {},
  after: NonNullable<Extension['limits']> = {},
): RevisionChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap(name => {
    const [old, next] = [own(before, name), own(after, name)];
    if (old === next) return [];
    const path = `${PATH}/sallyport/limits/${name}`;
    const values = { name, before: old, after: next };
    if (typeof old !== 'number' || typeof next !== 'number') {
      // What the gateway's default is, is not known here.
      return [
        revisionChange({
          kind: 'widened',
          weight: 'normal',
          path,
          code: 'profile.limit-default',
          values,
        }),
      ];
    }
    return [
      revisionChange({
        kind: next > old ? 'widened' : 'narrowed',
        weight: 'normal',
        path,
        code: next > old ? 'profile.limit-raised' : 'profile.limit-lowered',
        values,
      }),
    ];
  });
}
