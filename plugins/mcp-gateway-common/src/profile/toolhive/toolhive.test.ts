import fc from 'fast-check';
import { arbitraryProfile, PLACES } from '../__testUtils__/arbitraryProfile';
import { isNamed, reaches } from '../__testUtils__/reaches';
import { permissionProfileSchema } from '../permissionProfile';
import { profileEgress } from '../profileEgress';
import { exportToolHiveProfile } from './exportToolHiveProfile';
import { importToolHiveProfile } from './importToolHiveProfile';

/** What ToolHive's documentation says of a profile: hosts and ports are ANDed, no network is everything. */
function toolHiveReaches(
  profile: {
    network?: {
      outbound?: {
        insecure_allow_all?: boolean;
        allow_host?: string[];
        allow_port?: number[];
      };
    };
  },
  host: string,
  port: number,
  options: { withItself: boolean },
): boolean {
  const outbound = profile.network?.outbound;
  if (!outbound || outbound.insecure_allow_all) return true;
  const { allow_host: hosts = [], allow_port: ports = [] } = outbound;
  if (hosts.length === 0 && ports.length === 0) return false;
  return (
    (hosts.length === 0 || hosts.some(it => isNamed(it, host, options))) &&
    (ports.length === 0 || ports.includes(port))
  );
}

describe('export to ToolHive', () => {
  it('opens nothing that the profile does not', () => {
    fc.assert(
      fc.property(arbitraryProfile, profile => {
        const there = exportToolHiveProfile(profile).profile;
        const opened = PLACES.filter(
          ([host, port]) =>
            toolHiveReaches(there, host, port, { withItself: false }) &&
            !reaches(profile, host, port),
        );
        expect(opened).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('says of every destination that is lost, and of names that mean more there', () => {
    fc.assert(
      fc.property(arbitraryProfile, profile => {
        const { profile: there, remarks } = exportToolHiveProfile(profile);
        const said = remarks.map(({ values }) => values.value);
        const { allow_host, allow_port } = there.network.outbound;
        const isKept = (host: string, port: number) =>
          allow_host.includes(host) && allow_port.includes(port);
        const { destinations } = profileEgress(profile);
        const toBeSaid = destinations.flatMap(({ host, port }) =>
          isKept(host, port)
            ? [host].filter(name => name.startsWith('.'))
            : [`${host}:${port}`],
        );
        expect(said).toEqual(expect.arrayContaining(toBeSaid));
        const own = Object.entries(profile.sallyport ?? {}).filter(
          ([key, value]) => key !== 'egress' && Object.keys(value).length > 0,
        );
        for (const [key] of own) {
          expect(remarks.map(({ code }) => code)).toContain(`export.${key}`);
        }
      }),
    );
  });

  it('comes back as what it was, as far as ToolHive can say it', () => {
    fc.assert(
      fc.property(arbitraryProfile, profile => {
        const there = exportToolHiveProfile(profile).profile;
        const { profile: back, remarks } = importToolHiveProfile(there);
        expect(permissionProfileSchema.parse(back)).toEqual(back);
        expect(back?.name).toBe(profile.name);
        expect(back?.read).toEqual(profile.read ?? []);
        expect(back?.write).toEqual(profile.write ?? []);
        expect(profileEgress(back ?? {}).problems).toEqual([]);
        const kept = profileEgress(back ?? {}).destinations;
        for (const { host, port } of kept) {
          expect(reaches(profile, host, port) || host.startsWith('.')).toBe(
            true,
          );
        }
        // What ToolHive's own two lists say is kept whole.
        const { mode, outbound } = profile.network ?? {};
        const base = { network: { mode, outbound } };
        const stated = profileEgress(base);
        for (const { host, port } of stated.destinations) {
          expect(kept.some(it => it.host === host && it.port === port)).toBe(
            true,
          );
        }
        // The second time nothing more is lost.
        expect(exportToolHiveProfile(back ?? {}).profile).toEqual(there);
        expect(
          remarks.filter(
            ({ code }) => !['import.below', 'import.inbound'].includes(code),
          ),
        ).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps pairs that two lists can say, and the most of those that they cannot', () => {
    const egress = (...pairs: [string, number][]) =>
      exportToolHiveProfile({
        sallyport: { egress: pairs.map(([host, port]) => ({ host, port })) },
      });
    const whole = egress(['a', 1], ['a', 2], ['b', 1], ['b', 2]);
    expect(whole.profile.network.outbound).toEqual({
      insecure_allow_all: false,
      allow_host: ['a', 'b'],
      allow_port: [1, 2],
    });
    expect(whole.remarks).toEqual([]);
    const most = egress(['a', 1], ['b', 1], ['c', 9]);
    expect(most.profile.network.outbound).toMatchObject({
      allow_host: ['a', 'b'],
      allow_port: [1],
    });
    expect(most.remarks.map(({ text }) => text)).toEqual([
      expect.stringContaining('c:9 is left out'),
    ]);
  });

  it('says what else is lost, without a value', () => {
    const { profile, remarks } = exportToolHiveProfile({
      write: ['volume://notes:/notes'],
      network: { outbound: { insecure_allow_all: true } },
      sallyport: {
        limits: { pids: 9 },
        env: { LEVEL: 'hush' },
        secrets: { KEY: { secret: 'k', as: 'env' } },
      },
    });
    expect(profile.network.outbound.insecure_allow_all).toBe(false);
    expect(remarks.map(({ code }) => code)).toEqual([
      'export.everything',
      'export.volume',
      'export.limits',
      'export.env',
      'export.secrets',
    ]);
    expect(JSON.stringify(remarks)).not.toContain('hush');
  });
});

describe('import from ToolHive', () => {
  const anything = fc.oneof(
    { weight: 3, arbitrary: arbitraryProfile },
    {
      weight: 2,
      arbitrary: fc.record(
        {
          network: fc.oneof(
            fc.constant(null),
            fc.record(
              {
                mode: fc.constantFrom('host', 'mine', 7),
                outbound: fc.oneof(
                  fc.constant('no'),
                  fc.record(
                    {
                      insecure_allow_all: fc.constantFrom(true, 'yes', 1),
                      allow_host: fc.array(
                        fc.constantFrom('a.example', '*', '*.a', '.d.example'),
                      ),
                      allow_port: fc.array(
                        fc.constantFrom(443, 0, '443', 70_000, 8443),
                      ),
                    },
                    { requiredKeys: [] },
                  ),
                ),
              },
              { requiredKeys: [] },
            ),
          ),
          read: fc.constantFrom('/etc', ['C:\\x', 7, '/srv', 'tls://x:/y']),
          privileged: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    },
    { weight: 1, arbitrary: fc.anything() },
  );

  it('opens nothing that ToolHive would not, whatever it is given, and throws nothing', () => {
    fc.assert(
      fc.property(anything, value => {
        const { profile, remarks } = importToolHiveProfile(value);
        expect(profile !== undefined || remarks.length === 1).toBe(true);
        const read = permissionProfileSchema.parse(profile ?? {});
        // Our own key says what ToolHive passes over.
        const { sallyport, ...foreign } = read;
        const opened = PLACES.filter(
          ([host, port]) =>
            reaches(foreign, host, port) &&
            !toolHiveReaches(Object(value), host, port, { withItself: true }),
        );
        expect(opened).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps what is ours', () => {
    fc.assert(
      fc.property(arbitraryProfile, profile => {
        const { profile: read } = importToolHiveProfile(profile);
        expect(read?.sallyport).toEqual(profile.sallyport);
      }),
    );
  });

  it('reads the example of ToolHive’s documentation', () => {
    const { profile, remarks } = importToolHiveProfile({
      name: 'github',
      read: [],
      write: ['/srv/out:/data'],
      network: {
        outbound: {
          insecure_allow_all: false,
          allow_host: ['api.github.com', '.githubusercontent.com'],
          allow_port: [443],
        },
        inbound: { allow_host: ['localhost'] },
      },
      privileged: false,
    });
    expect(profile).toEqual({
      name: 'github',
      read: [],
      write: ['/srv/out:/data'],
      network: {
        outbound: {
          allow_host: ['api.github.com', '.githubusercontent.com'],
          allow_port: [443],
        },
        inbound: { allow_host: ['localhost'] },
      },
    });
    expect(remarks.map(({ code }) => code)).toEqual([
      'import.inbound',
      'import.below',
    ]);
  });

  it.each<[string, unknown, string[]]>([
    ['no profile', [], ['import.no-profile']],
    [
      'an entry of the registry',
      {
        image: 'x',
        permissions: {
          network: { outbound: { allow_host: ['a.b'], allow_port: [443] } },
        },
      },
      ['import.registry-entry'],
    ],
    [
      'one that is privileged, with a network of the host',
      { privileged: true, network: { mode: 'host', outbound: {} } },
      ['import.privileged', 'import.mode'],
    ],
    ['one that says nothing of the network', {}, ['import.no-network']],
    [
      'hosts without ports',
      { network: { outbound: { allow_host: ['a.b'] } } },
      ['import.all-ports'],
    ],
    [
      'ports without hosts',
      { network: { outbound: { allow_port: [443] } } },
      ['import.ports-alone'],
    ],
    [
      'stars and ports that are none',
      {
        network: { outbound: { allow_host: ['*.b', 'a.b'], allow_port: [0] } },
      },
      ['import.not-understood', 'import.not-understood'],
    ],
    [
      'other mounts',
      { read: ['tls://x:/y', '/a'], network: { mode: 'none', outbound: {} } },
      ['import.mount'],
    ],
    [
      'other keys',
      { limits: 7, network: { dns: {}, outbound: { deny_host: [] } } },
      ['import.unknown-key', 'import.unknown-key', 'import.unknown-key'],
    ],
  ])('says what it makes of %s', (_, value, codes) => {
    const { remarks } = importToolHiveProfile(value);
    expect(remarks.map(({ code }) => code)).toEqual(codes);
    for (const { text } of remarks) expect(text).not.toContain('{{');
  });

  it('takes as many entries as there is room for', () => {
    const { profile, remarks } = importToolHiveProfile({
      read: Array.from({ length: 101 }, (_, index) => `/srv/${index}`),
      network: {
        outbound: {
          allow_host: Array.from({ length: 201 }, (_, index) => `h${index}.a`),
          allow_port: Array.from({ length: 150 }, (_, index) => index + 1),
        },
        inbound: { allow_host: Array(51).fill('localhost') },
      },
    });
    expect(permissionProfileSchema.safeParse(profile).success).toBe(true);
    expect(profile?.network?.outbound?.allow_host).toHaveLength(200);
    expect(profile?.network?.outbound?.allow_port).toHaveLength(150);
    expect(
      remarks.flatMap(({ code, values }) =>
        code === 'import.too-many' ? [values.path] : [],
      ),
    ).toEqual([
      'read',
      'network.inbound.allow_host',
      'network.outbound.allow_host',
    ]);
  });

  it('makes of ports that were not understood none, and not all', () => {
    const { profile } = importToolHiveProfile({
      network: { outbound: { allow_host: ['a.b'], allow_port: ['443'] } },
    });
    expect(profileEgress(profile ?? {}).destinations).toEqual([]);
  });
});
