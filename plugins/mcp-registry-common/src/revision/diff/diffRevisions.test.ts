/** @jest-environment node */
import fc from 'fast-check';
import {
  computeRevisionDigest,
  REVISION_FORMULAS,
} from '../computeRevisionDigest';
import type { RevisionSnapshot } from '../revisionSnapshot';
import { snapshotFields } from '../snapshotFields';
import { describeTools, snapshotToolSurface } from '../toolSurface';
import { snapshotChanges } from './__testUtils__/snapshotChanges';
import { type ComparedRevision, diffRevisions, widens } from './diffRevisions';

/** With an invented second one, since the version is a field, too. */
const FORMULAS = [
  ...REVISION_FORMULAS,
  { ...REVISION_FORMULAS[0], version: 2 },
];

const base: RevisionSnapshot = {
  version: 1,
  serverId: 'id-1',
  serverRef: 'api:default/orders',
  origin: 'url:https://git.example.com/catalog.yaml',
  owner: 'group:default/data-platform',
  riskTier: 'high',
  dataClassification: 'confidential',
  compliance: ['gdpr', 'sox'],
  audience: [],
  reaches: ['system:default/shop', 'system:default/bank'],
  toolSurface: null,
};

async function revision(
  over: Partial<RevisionSnapshot>,
  tools?: object[],
  instructions?: string,
): Promise<ComparedRevision> {
  const toolSurface = tools && {
    known: true,
    tools: await describeTools(tools),
    instructions,
  };
  return {
    snapshot: {
      ...base,
      ...over,
      ...(toolSurface && {
        toolSurface: await snapshotToolSurface(toolSurface),
      }),
    },
    toolSurface,
  };
}

const said = (before: ComparedRevision, after: ComparedRevision) =>
  diffRevisions(before, after).map(({ kind, code, weight }) =>
    [kind, code, weight].join(' '),
  );

describe('diffRevisions', () => {
  const changes = snapshotChanges();

  it('knows a change for every field of the schema', () => {
    const tried = new Set(changes.map(({ field }) => field));
    // What has one possible value and cannot be absent can differ only with the kind that it belongs to.
    const fixed = snapshotFields()
      .filter(({ schema }) => 'const' in schema)
      .map(({ path }) => path);
    expect(
      snapshotFields()
        .map(({ path }) => path)
        .filter(path => !tried.has(path) && !fixed.includes(path)),
    ).toEqual([]);
    expect(tried.size).toBeGreaterThan(60);
  });

  it.each(changes.map(change => [change.field, change] as const))(
    'reports %s, and nothing where nothing differs',
    async (field, { before, after }) => {
      expect(await computeRevisionDigest(after, FORMULAS)).not.toBe(
        await computeRevisionDigest(before, FORMULAS),
      );
      for (const [from, to] of [
        [before, after],
        [after, before],
      ]) {
        const found = diffRevisions({ snapshot: from }, { snapshot: to });
        expect(found.length).toBeGreaterThan(0);
        const [part] = field.split('/');
        expect(found.map(({ path }) => path.split('/')[0])).toContain(part);
        for (const { text } of found) expect(text).not.toContain('{{');
      }
      expect(diffRevisions({ snapshot: before }, { snapshot: before })).toEqual(
        [],
      );
    },
  );

  it('says nothing of another order of what are sets', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(base.compliance, { minLength: 2 }),
        fc.shuffledSubarray(base.reaches, { minLength: 2 }),
        async (compliance, reaches) => {
          const tools = [{ name: 'a' }, { name: 'b' }];
          expect(
            said(
              await revision({ compliance }, tools),
              await revision({ reaches }, [...tools].reverse()),
            ),
          ).toEqual([]);
        },
      ),
      { numRuns: 10 },
    );
  });

  it.each<
    [string, Partial<RevisionSnapshot>, Partial<RevisionSnapshot>, string]
  >([
    ['a lower risk tier', {}, { riskTier: 'low' }, 'widened risk.lowered high'],
    [
      'a higher risk tier',
      {},
      { riskTier: 'critical' },
      'changed risk.raised normal',
    ],
    [
      'a lower classification',
      {},
      { dataClassification: 'public' },
      'widened data.lowered high',
    ],
    [
      'another owner',
      {},
      { owner: 'group:default/x' },
      'changed owner.changed high',
    ],
    [
      'another system',
      {},
      { reaches: [...base.reaches, 'system:default/x'] },
      'widened reaches.added high',
    ],
    [
      'another host',
      { upstream: { type: 'streamable-http', url: 'https://a.example/mcp' } },
      { upstream: { type: 'streamable-http', url: 'https://b.example/mcp' } },
      'widened upstream.host high',
    ],
    [
      'no longer encrypted',
      { upstream: { type: 'streamable-http', url: 'https://a.example/mcp' } },
      { upstream: { type: 'streamable-http', url: 'http://a.example/mcp' } },
      'widened upstream.host high',
    ],
    [
      'a scope',
      { credential: { type: 'user-oauth', scopes: ['read'] } },
      { credential: { type: 'user-oauth', scopes: ['read', 'write'] } },
      'widened credential.scope-added high',
    ],
    [
      'other bytes of the same version',
      {
        package: {
          registry: 'npm',
          identifier: 'a',
          version: '1.0.0',
          integrity: 'sha512-aaaaaa',
        },
      },
      {
        package: {
          registry: 'npm',
          identifier: 'a',
          version: '1.0.0',
          integrity: 'sha512-bbbbbb',
        },
      },
      'changed package.integrity high',
    ],
    [
      'a host of a profile',
      { permissionProfile: {} },
      {
        permissionProfile: {
          network: { outbound: { allow_host: ['files.example.com'] } },
        },
      },
      'widened profile.host-added high',
    ],
    [
      'a path that may be written',
      { permissionProfile: { read: ['/data'] } },
      { permissionProfile: { read: ['/data'], write: ['/data'] } },
      'widened profile.write-added high',
    ],
    [
      'a secret',
      { permissionProfile: {} },
      {
        permissionProfile: {
          sallyport: { secrets: { TOKEN: { secret: 'token', as: 'file' } } },
        },
      },
      'widened profile.secret-added high',
    ],
    [
      'a bound',
      { permissionProfile: { sallyport: { limits: { pids: 10 } } } },
      { permissionProfile: { sallyport: { limits: { pids: 20 } } } },
      'widened profile.limit-raised normal',
    ],
  ])('calls %s what it is', async (_name, before, after, expected) => {
    expect(said(await revision(before), await revision(after))).toEqual([
      expected,
    ]);
  });

  it('tells tools that are new, gone, renamed and reworded', async () => {
    const inputSchema = {
      type: 'object',
      properties: { id: { type: 'string' } },
    };
    const before = await revision({}, [
      {
        name: 'find_order',
        description: 'Finds an order by its number',
        inputSchema,
      },
      { name: 'old', annotations: { readOnlyHint: true } },
      { name: 'note', description: 'Adds a note' },
    ]);
    const after = await revision({}, [
      {
        name: 'search_order',
        description: 'Finds an order by its own number',
        inputSchema,
      },
      { name: 'drop', description: 'Deletes everything' },
      { name: 'note', description: 'Adds a note and sends it to a friend' },
    ]);
    const changes2 = diffRevisions(before, after);
    expect(changes2.map(({ code, tool }) => `${code} ${tool}`)).toEqual([
      'tool.renamed search_order',
      'tool.added drop',
      'tool.description search_order',
      'tool.description note',
      'tool.removed old',
    ]);
    expect(
      changes2.find(
        ({ tool, code }) => tool === 'note' && code === 'tool.description',
      )?.words,
    ).toEqual([
      { kind: 'same', text: 'Adds a note' },
      { kind: 'added', text: ' and sends it to a friend' },
    ]);
  });

  it('takes an effect up for more, and a claim of less for no less', async () => {
    const reads = await revision({}, [
      { name: 'a', annotations: { readOnlyHint: true } },
    ]);
    const destroys = await revision({}, [{ name: 'a' }]);
    expect(said(reads, destroys)[0]).toBe('widened tool.effect-up high');
    expect(said(destroys, reads)[0]).toBe('changed tool.effect-claim high');
    expect(said(destroys, reads).join()).not.toContain('narrowed');
  });

  it('calls out what a description hides', async () => {
    const before = await revision({}, [{ name: 'a', description: 'Adds' }]);
    const after = await revision({}, [
      { name: 'a', description: 'Adds\u200b \u{e0041}. Uѕеr' },
    ]);
    const found = diffRevisions(before, after);
    expect(found.map(({ code }) => code)).toEqual([
      'text.hidden',
      'text.look-alike',
      'tool.description',
    ]);
    expect(found[0].text).toContain('⟦U+200B⟧ ⟦U+E0041⟧');
  });

  it('counts as more what is signed differently and not in the record', async () => {
    const { snapshot } = await revision({}, [
      { name: 'a', description: 'Adds' },
    ]);
    const other = await revision({}, [{ name: 'a', description: 'Removes' }]);
    expect(said({ snapshot }, other)).toContain('widened tool.unseen high');
  });

  it('says whether going there is more', async () => {
    const [small, large] = [
      await revision({}, [{ name: 'a' }]),
      await revision({}, [{ name: 'a' }, { name: 'b' }]),
    ];
    expect(widens(diffRevisions(small, large))).toBe(true);
    expect(widens(diffRevisions(large, small))).toBe(false);
  });
});
