import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mcpServerAdministerPermission } from '@sallyport/backstage-plugin-mcp-registry-common';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const alice = person('alice');
const bob = person('bob');
const carol = person('carol');

jest.setTimeout(60_000);

const thing = (
  kind: string,
  name: string,
  relations: [type: string, targetRef: string][],
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default', title: `The ${name}` },
  spec: { type: name },
  relations: relations.map(([type, targetRef]) => ({ type, targetRef })),
});

describe.each(databases.eachSupportedId())('blast radius on %s', databaseId => {
  let registry: TestRegistry;

  const start = async (mcp?: object) => {
    registry = await startRegistry({
      knex: await databases.init(databaseId),
      entities: [
        serverEntity({ mcp }),
        thing('System', 'shop', [
          ['ownedBy', 'group:default/data-platform'],
          ['hasPart', 'component:default/shop-api'],
        ]),
        thing('Component', 'shop-api', [
          ['ownedBy', 'group:default/web-team'],
          ['dependsOn', 'resource:default/shop-db'],
          ['partOf', 'system:default/shop'],
        ]),
      ],
      permissions: mockServices.permissions.mock({
        authorizeConditional: async questions =>
          questions.map(({ permission }) => ({
            result:
              permission.name === mcpServerAdministerPermission.name
                ? AuthorizeResult.DENY
                : AuthorizeResult.ALLOW,
          })),
        authorize: async questions =>
          questions.map(() => ({ result: AuthorizeResult.ALLOW })),
      }),
    });
    await registry.sync.run();
  };
  const approve = async () => {
    const { digest } = await registry.submissions.submit(bob, {
      serverRef: REF,
    });
    await registry.revisionDecisions.decide(carol, {
      digest,
      decision: { decision: 'approve' },
    });
  };

  it('says through which systems a server elsewhere reaches what, and whose that is', async () => {
    await start();
    await approve();
    const { id } = await registry.accessRequests.create(alice, {
      serverRef: REF,
      purpose: 'try it out',
      tools: { kind: 'all' },
      durationDays: 30,
    });
    await registry.accessDecisions.decide(bob, {
      id,
      decision: { decision: 'approve' },
    });
    const radius = await registry.blastRadius.get(bob, REF);
    expect(radius).toMatchObject({
      ...{ of: 'approved', runs: 'elsewhere', place: 'localhost:7010' },
      network: { kind: 'unknown' },
      people: { persons: 1, groups: [], mayChange: 1 },
      tools: { isKnown: true, reads: 1, changes: [], destroys: ['add'] },
      owners: [
        {
          owner: 'group:default/data-platform',
          systems: ['system:default/shop'],
        },
        {
          owner: 'group:default/web-team',
          systems: ['component:default/shop-api'],
        },
      ],
    });
    expect(radius.systems).toEqual([
      expect.objectContaining({ ref: 'system:default/shop', via: [] }),
      expect.objectContaining({
        ...{ ref: 'component:default/shop-api', isKnown: true },
        ...{ title: 'The shop-api', via: ['system:default/shop'] },
      }),
      expect.objectContaining({
        ...{ ref: 'resource:default/shop-db', isKnown: false },
        via: ['system:default/shop', 'component:default/shop-api'],
      }),
    ]);
    expect(radius.notes).toEqual([
      ...['unconfined', 'destroys', 'systems-unknown'],
    ]);
  });

  it('reads what was approved, and before that what waits or stands in the entity', async () => {
    await start({
      upstream: undefined,
      package: { registry: 'npm', identifier: 'notes', version: '1.0.0' },
      permissionProfile: { write: ['volume://notes:/notes'] },
    });
    expect(await registry.blastRadius.get(bob, REF)).toMatchObject({
      ...{ of: 'entity', runs: 'here', tools: { isKnown: false } },
      folders: [{ kind: 'volume', name: 'notes', mayWrite: true }],
    });
    registry.state.runtime = { installed: { integrity: 'sha512-of-notes' } };
    await registry.submissions.submit(bob, { serverRef: REF });
    expect(await registry.blastRadius.get(carol, REF)).toMatchObject({
      ...{ of: 'waiting', tools: { isKnown: true } },
    });
  });

  it('is for those who answer for it: nobody else learns where to begin', async () => {
    await start();
    await approve();
    await expect(registry.blastRadius.get(alice, REF)).rejects.toMatchObject({
      name: 'NotAllowedError',
    });
    await expect(
      registry.blastRadius.get(bob, 'api:default/nothing'),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
  });
});
