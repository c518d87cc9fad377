import { formatBytes } from '../formatBytes';
import { parseMount, type ProfileMount } from '../parseMount';
import type { PermissionProfile, RuntimeLimits } from '../permissionProfile';
import { profileEgress } from '../profileEgress';
import { profileStatement, type ProfileStatement } from './profileStatements';

/**
 * What a server with this profile will be able to do, as statements: what it reaches, reads, writes, knows and may use up. Everything
 * that the profile gives is in one of them, and what is in none it does not give.
 */
export function describeProfile(
  profile: PermissionProfile,
): readonly ProfileStatement[] {
  return [
    ...describeReach(profile),
    profileStatement('read.package'),
    ...(profile.read ?? []).map(text => describeMount('read', text)),
    ...(profile.write ?? []).map(text => describeMount('write', text)),
    profileStatement('write.temporary'),
    ...describeKnowledge(profile),
    ...describeUse(profile.sallyport?.limits),
  ];
}

function describeReach(profile: PermissionProfile): ProfileStatement[] {
  const { everything, destinations, problems } = profileEgress(profile);
  const groups = new Map<
    string,
    { host: string; ports: number[]; code: Reach }
  >();
  for (const { host, port, via } of destinations) {
    const code = reachOf(host, via);
    const key = `${host} ${code}`;
    const group = groups.get(key) ?? { host, ports: [], code };
    group.ports.push(port);
    groups.set(key, group);
  }
  const statements = [
    ...(problems.length > 0 ? [profileStatement('reach.unclear')] : []),
    ...(everything ? [profileStatement('reach.everything')] : []),
    ...[...groups.values()].map(({ host, ports, code }) =>
      profileStatement(code, {
        host: host.replace(/^\./, ''),
        ports: ports.sort((a, b) => a - b).join(', '),
      }),
    ),
  ];
  return statements.length > 0
    ? statements
    : [profileStatement('reach.nothing')];
}

type Reach = 'reach.host' | 'reach.proxy' | 'reach.below';

function reachOf(host: string, via: 'tunnel' | 'proxy'): Reach {
  if (host.startsWith('.')) return 'reach.below';
  return via === 'proxy' ? 'reach.proxy' : 'reach.host';
}

function describeMount(kind: 'read' | 'write', text: string): ProfileStatement {
  let mount: ProfileMount;
  try {
    mount = parseMount(text);
  } catch {
    return profileStatement(`${kind}.unclear`, { mount: text });
  }
  const { inside } = mount;
  if (mount.kind === 'volume') {
    return profileStatement(`${kind}.volume`, { name: mount.name, inside });
  }
  const { source } = mount;
  return source === inside
    ? profileStatement(`${kind}.path`, { source })
    : profileStatement(`${kind}.path-at`, { source, inside });
}

function describeKnowledge({ sallyport }: PermissionProfile) {
  const secrets = Object.entries(sallyport?.secrets ?? {}).map(
    ([variable, { secret, as }]) =>
      secret === 'credential'
        ? profileStatement(`know.credential-${as}`, { variable })
        : profileStatement(`know.secret-${as}`, { secret, variable }),
  );
  return [
    ...(secrets.length > 0 ? secrets : [profileStatement('know.nothing')]),
    ...Object.keys(sallyport?.env ?? {}).map(variable =>
      profileStatement('know.setting', { variable }),
    ),
  ];
}

const BOUNDS = [
  ['memoryBytes', 'use.memory', formatBytes],
  ['pids', 'use.pids', String],
  ['cpu', 'use.cpu', String],
  ['tmpBytes', 'use.tmp', formatBytes],
  ['diskBytes', 'use.disk', formatBytes],
  ['fileBytes', 'use.file', formatBytes],
  ['openFiles', 'use.open-files', String],
] as const satisfies readonly (readonly [
  keyof RuntimeLimits,
  string,
  (value: number) => string,
])[];

function describeUse(limits: RuntimeLimits = {}): ProfileStatement[] {
  const said = BOUNDS.flatMap(([key, code, format]) => {
    const value = limits[key];
    return value === undefined
      ? []
      : [profileStatement(code, { amount: format(value) })];
  });
  return said.length < BOUNDS.length
    ? [...said, profileStatement('use.defaults')]
    : said;
}
