import { TestDatabases } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
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

const component = (name: string, spec: Record<string, string>): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default' },
  spec: { lifecycle: 'production', owner: 'data-platform', ...spec },
});

describe.each(databases.eachSupportedId())('agents on %s', databaseId => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await startRegistry({
      knex: await databases.init(databaseId),
      entities: [
        serverEntity(),
        component('triage', { type: 'ai-agent', sponsor: 'alice' }),
        component('bobs', { type: 'ai-agent', sponsor: 'user:default/bob' }),
        component('website', { type: 'website', sponsor: 'alice' }),
      ],
    });
    await registry.sync.run();
    const { digest } = await registry.submissions.submit(bob, {
      serverRef: REF,
    });
    await registry.revisionDecisions.decide(carol, {
      digest,
      decision: { decision: 'approve' },
    });
  });

  const ask = async (subject: string, caller = alice) =>
    await registry.accessRequests.create(caller, {
      ...{ serverRef: REF, subject, purpose: 'triage of tickets' },
      ...{ tools: { kind: 'all' }, durationDays: 30 },
    });

  it('get a grant of their own, which their sponsor asks for and the owner decides', async () => {
    const request = await ask('Component:triage');
    expect(request.subject).toBe('component:default/triage');
    await registry.accessDecisions.decide(bob, {
      id: request.id,
      decision: { decision: 'approve' },
    });
    const { items } = await registry.grants.list(bob, { role: 'server' });
    expect(items).toMatchObject([{ subject: 'component:default/triage' }]);
    const mine = await registry.grants.list(alice, { role: 'mine' });
    expect(mine.items).toEqual([]);
  });

  it('D5: are not asked for by others, and not decided by who asked', async () => {
    for (const [subject, caller] of [
      ['component:default/triage', bob],
      ['component:default/bobs', alice],
      ['component:default/website', alice],
      ['component:default/none', alice],
      ['a:b:c:d', alice],
    ] as const) {
      await expect(ask(subject, caller)).rejects.toMatchObject({
        code: 'request.subject-not-yours',
      });
    }
    const own = await ask('component:default/bobs', bob);
    await expect(
      registry.accessDecisions.decide(bob, {
        id: own.id,
        decision: { decision: 'approve' },
      }),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
  });
});
