/** @jest-environment node */
import fc from 'fast-check';
import { computeRevisionDigest } from './computeRevisionDigest';
import {
  type RevisionSnapshot,
  revisionSnapshotSchema,
} from './revisionSnapshot';
import { describeTools, snapshotToolSurface } from './toolSurface';

const snapshot: RevisionSnapshot = {
  version: 1,
  serverId: 'id-1',
  serverRef: 'api:default/everything',
  origin: 'url:https://git.example.com/catalog.yaml',
  owner: 'group:default/data-platform',
  riskTier: 'low',
  dataClassification: 'internal',
  compliance: ['gdpr', 'sox'],
  audience: [],
  reaches: ['system:default/shop'],
  upstream: { type: 'streamable-http', url: 'http://localhost:7010/mcp' },
  toolSurface: null,
};

describe('computeRevisionDigest', () => {
  it('does not depend on the order of keys or of lists that are sets', async () => {
    const expected = await computeRevisionDigest(snapshot);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(Object.entries(snapshot), {
          minLength: Object.keys(snapshot).length,
        }),
        async entries => {
          const shuffled = revisionSnapshotSchema.parse(
            Object.fromEntries(entries),
          );
          expect(
            await computeRevisionDigest({
              ...shuffled,
              compliance: ['sox', 'gdpr'],
            }),
          ).toBe(expected);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is what it was before servers could be run: approvals of then hold', async () => {
    expect(
      await computeRevisionDigest(revisionSnapshotSchema.parse(snapshot)),
    ).toBe(
      'sha256:04a482d8ccc87a72cbff41cb0ad59b00d74a15322a74b2fcbdaa386a1e74cf66',
    );
  });

  it.each<[string, Partial<RevisionSnapshot>]>([
    ['server', { serverId: 'id-2' }],
    ['origin', { origin: 'url:https://elsewhere' }],
    ['owner', { owner: 'group:default/finance' }],
    ['risk tier', { riskTier: 'medium' }],
    ['data classification', { dataClassification: 'public' }],
    ['compliance', { compliance: ['gdpr'] }],
    ['audience', { audience: ['finance'] }],
    ['reach', { reaches: [] }],
    ['upstream', { upstream: undefined }],
    ['run', { run: { command: 'npx' } }],
    ['permission profile', { permissionProfile: { write: ['/data'] } }],
    ['isolation', { isolation: 'per-user' }],
    ['installed package', { installed: { integrity: 'sha512-abcdef' } }],
    ['tools', { toolSurface: { tools: [] } }],
  ])('changes with the %s', async (_name, change) => {
    expect(await computeRevisionDigest({ ...snapshot, ...change })).not.toBe(
      await computeRevisionDigest(snapshot),
    );
  });
});

describe('describeTools', () => {
  it('hashes words and schemas apart from annotations', async () => {
    const [plain] = await describeTools([{ name: 'echo', description: 'a' }]);
    const [annotated] = await describeTools([
      {
        name: 'echo',
        description: 'a',
        annotations: { readOnlyHint: true },
        icons: ['left out'],
      },
    ]);
    const [reworded] = await describeTools([
      { name: 'echo', description: 'b' },
    ]);
    expect(annotated.digest).toBe(plain.digest);
    expect(annotated.annotationsDigest).not.toBe(plain.annotationsDigest);
    expect(reworded.digest).not.toBe(plain.digest);
    expect([plain.effect, annotated.effect]).toEqual(['destroys', 'reads']);
  });

  it('refuses what it cannot describe', async () => {
    await expect(describeTools([{ name: 'a' }, { name: 'a' }])).rejects.toThrow(
      'lists the tool "a" twice',
    );
    await expect(describeTools([{ title: 'no name' }])).rejects.toThrow(
      'does not fit: 0.name',
    );
    await expect(
      describeTools([{ name: 'a', description: '\udc00' }]),
    ).rejects.toThrow('cannot be hashed');
  });

  it('leaves an unknown surface out of the snapshot', async () => {
    expect(await snapshotToolSurface({ known: false, tools: [] })).toBeNull();
    expect(
      await snapshotToolSurface({
        known: true,
        tools: await describeTools([{ name: 'a' }]),
        instructions: 'be kind',
      }),
    ).toEqual({
      tools: [
        {
          name: 'a',
          digest: expect.stringMatching(/^sha256:/),
          annotationsDigest: expect.stringMatching(/^sha256:/),
          effect: 'destroys',
        },
      ],
      instructionsDigest: expect.stringMatching(/^sha256:/),
    });
  });
});
