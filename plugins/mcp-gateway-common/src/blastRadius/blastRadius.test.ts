import fc from 'fast-check';
import { serverCredentialSchema } from '../access/serverCredential';
import { blastRadius } from './blastRadius';
import { reachSystems } from './reachSystems';
import type { BlastRadiusInput, CatalogThing } from './types';

const thing = (
  ref: string,
  leadsTo: string[] = [],
  owner?: string,
): [string, CatalogThing] => [
  ref,
  { ref, title: `The ${ref}`, leadsTo, ...(owner && { owner }) },
];
const input = (over: Partial<BlastRadiusInput> = {}): BlastRadiusInput => ({
  ...{ tools: [], grants: [], reaches: [], catalog: new Map() },
  ...over,
});
const all = { kind: 'all' as const };

describe('blastRadius', () => {
  it('is nothing for a server that is held and has nothing', () => {
    const radius = blastRadius(
      input({ hosted: { profile: {}, isolation: 'shared' } }),
    );
    expect(radius).toMatchObject({
      ...{ runs: 'here', notes: [], folders: [], credentials: [] },
      network: { kind: 'none', destinations: [] },
    });
  });

  it('says what its profile lets out: hosts, folders, secrets', () => {
    const radius = blastRadius(
      input({
        hosted: {
          isolation: 'shared',
          profile: {
            read: ['/srv/docs:/docs', 'not a mount'],
            write: ['volume://notes:/notes', '/srv/out'],
            network: {
              outbound: {
                allow_host: ['.example.com', 'api.example.org'],
                allow_port: [443],
              },
            },
            sallyport: {
              secrets: {
                API_KEY: { secret: 'name-of-it', as: 'env' },
                TOKEN: { secret: 'credential', as: 'env' },
              },
            },
          },
        },
        credential: { type: 'user-oauth', scopes: ['files.read'] },
        grants: [{ subject: 'user:default/alice', tools: all }],
      }),
    );
    expect(radius.network).toEqual({
      kind: 'named',
      destinations: [
        { host: 'example.com', port: 443, isWide: true },
        { host: 'api.example.org', port: 443, isWide: false },
      ],
    });
    expect(radius.folders).toEqual([
      { kind: 'volume', name: 'notes', mayWrite: true },
      { kind: 'path', name: '/srv/out', mayWrite: true },
      { kind: 'path', name: '/srv/docs', mayWrite: false },
      { kind: 'path', name: 'not a mount', mayWrite: false },
    ]);
    expect(radius.credentials).toEqual([
      {
        ...{ kind: 'user-oauth', whose: 'person', name: 'TOKEN' },
        scopes: ['files.read'],
      },
      { kind: 'profile-secret', whose: 'company', name: 'API_KEY' },
    ]);
    expect(JSON.stringify(radius)).not.toContain('name-of-it');
    expect(radius.notes).toEqual([
      ...['writes-machine', 'reads-machine', 'secrets-and-network'],
      ...['credentials-of-people', 'nothing-declared'],
    ]);
  });

  it('never says of a server elsewhere that it reaches little: nothing of ours holds it', () => {
    const radius = blastRadius(
      input({ url: 'https://mcp.example.com:8443/path?key=1', tools: null }),
    );
    expect(radius).toMatchObject({
      ...{ runs: 'elsewhere', place: 'mcp.example.com:8443' },
      network: { kind: 'unknown' },
      notes: ['unconfined', 'tools-unknown', 'nothing-declared'],
    });
    expect(JSON.stringify(radius)).not.toContain('key=1');
  });

  it('says of each kind of credential whose it is', () => {
    const kinds = serverCredentialSchema.options.map(
      ({ shape }) => shape.type.value,
    );
    const whose = kinds.map(type => {
      const { credentials } = blastRadius(
        input({ credential: { type } as BlastRadiusInput['credential'] }),
      );
      return [type, credentials[0]?.whose];
    });
    expect(whose).toEqual([
      ['none', undefined],
      ['static', 'company'],
      ['personal-key', 'person'],
      ['user-oauth', 'person'],
      ['signed-assertion', 'gateway'],
      ['token-exchange', 'person'],
      ['id-jag', 'person'],
    ]);
  });

  it('counts people, and who of them may change something', () => {
    const tools = [
      { name: 'find', effect: 'reads' as const },
      { name: 'note', effect: 'changes' as const },
      { name: 'wipe', effect: 'destroys' as const },
    ];
    const only = (name: string) => ({ kind: 'named' as const, names: [name] });
    const radius = blastRadius(
      input({
        tools,
        grants: [
          { subject: 'user:default/alice', tools: only('find') },
          { subject: 'user:default/dave', tools: only('find') },
          { subject: 'user:default/dave', tools: only('wipe') },
          { subject: 'group:default/web-team', tools: all },
        ],
      }),
    );
    expect(radius.people).toEqual({
      ...{ persons: 2, groups: ['group:default/web-team'], mayChange: 2 },
    });
    expect(radius.tools).toEqual({
      ...{ isKnown: true, reads: 1, changes: ['note'], destroys: ['wipe'] },
    });
    expect(radius.notes).toContain('destroys');
  });

  it('walks from what is declared to what that leads to, and says whose each is', () => {
    const radius = blastRadius(
      input({
        reaches: ['System:default/Orders', 'system:default/secret'],
        catalog: new Map([
          thing('system:default/orders', ['component:default/api'], 'group:a'),
          thing('component:default/api', ['resource:default/db'], 'group:b'),
          thing('resource:default/db', ['system:default/orders']),
        ]),
      }),
    );
    expect(
      radius.systems.map(({ ref, via, isKnown }) => [ref, via, isKnown]),
    ).toEqual([
      ['system:default/orders', [], true],
      ['system:default/secret', [], false],
      ['component:default/api', ['system:default/orders'], true],
      [
        'resource:default/db',
        ['system:default/orders', 'component:default/api'],
        true,
      ],
    ]);
    expect(radius.owners).toEqual([
      { owner: 'group:a', systems: ['system:default/orders'] },
      { owner: 'group:b', systems: ['component:default/api'] },
      { systems: ['resource:default/db'] },
    ]);
    expect(radius.notes).toEqual(['systems-unknown', 'unowned']);
  });
});

describe('reachSystems', () => {
  const graph = fc.array(fc.array(fc.nat(30), { maxLength: 4 }), {
    minLength: 1,
    maxLength: 31,
  });
  const toCatalog = (edges: number[][]) =>
    new Map(
      edges.map((to, index) =>
        thing(
          `system:default/s${index}`,
          to.map(each => `system:default/s${each}`),
        ),
      ),
    );

  it('has each thing once, by a way that the catalog has, and ends', () => {
    fc.assert(
      fc.property(graph, edges => {
        const catalog = toCatalog(edges);
        const { systems, missing } = reachSystems(
          ['system:default/s0'],
          catalog,
        );
        const refs = systems.map(({ ref }) => ref);
        expect(new Set(refs).size).toBe(refs.length);
        for (const { ref, via, isKnown } of systems) {
          expect(via.length).toBeLessThanOrEqual(3);
          const way = [...via, ref];
          way.slice(1).forEach((to, index) => {
            expect(catalog.get(way[index])?.leadsTo).toContain(to);
          });
          expect(missing.includes(ref)).toBe(!isKnown);
        }
      }),
    );
  });

  it('knows more when more is declared or known, never less', () => {
    fc.assert(
      fc.property(graph, fc.nat(30), (edges, more) => {
        const catalog = toCatalog(edges);
        const one = ['system:default/s0'];
        const few = reachSystems(one, catalog).systems;
        const many = reachSystems(
          [...one, `system:default/s${more}`],
          catalog,
        ).systems;
        const reached = new Set(many.map(({ ref }) => ref));
        expect(few.every(({ ref }) => reached.has(ref))).toBe(true);
      }),
    );
  });

  it('ends where a catalog is too large, and says so', () => {
    const many = Array.from(
      { length: 300 },
      (_, at) => `system:default/x${at}`,
    );
    const wide = reachSystems(many, new Map());
    expect(wide).toMatchObject({ isCut: true });
    expect(wide.systems).toHaveLength(100);
    const chain = new Map(
      many.map((ref, at) => thing(ref, many.slice(at + 1, at + 2))),
    );
    const deep = reachSystems(many.slice(0, 1), chain);
    expect(deep).toMatchObject({ isCut: true });
    expect(deep.systems).toHaveLength(4);
  });
});
