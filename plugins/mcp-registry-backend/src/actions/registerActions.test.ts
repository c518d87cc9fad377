import { NO_GITOPS } from '../gitops/settings/GitOpsSettings';
import { DEFAULT_CHECKS } from '../checks/readCheckSettings';
import {
  mockCredentials,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { serverEntity } from '../__testUtils__/entities';
import { GROUPS, person } from '../__testUtils__/people';
import { startRegistry } from '../__testUtils__/startRegistry';
import { registerActions } from './registerActions';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

async function setUp() {
  const registry = await startRegistry({
    knex: await databases.init('SQLITE_3'),
    entities: [serverEntity()],
  });
  await registry.sync.run();
  const actionsRegistry = actionsRegistryServiceMock();
  registerActions({
    actionsRegistry,
    auth: mockServices.auth(),
    userInfo: mockServices.userInfo.mock({
      getUserInfo: async (credentials: BackstageCredentials) => {
        const { userEntityRef } = credentials.principal as {
          userEntityRef: string;
        };
        return {
          userEntityRef,
          ownershipEntityRefs: [
            userEntityRef,
            ...GROUPS[userEntityRef.split('/')[1]],
          ],
        };
      },
    }),
    services: registry,
    settings: {
      approverGroups: ['group:default/security'],
      undoWindowSeconds: 10,
      gitOps: NO_GITOPS,
      checks: DEFAULT_CHECKS,
      catalogSyncSeconds: 10,
      permissionsEnabled: true,
    },
  });
  return { registry, actionsRegistry };
}

describe('actions', () => {
  it('read and ask, and never decide', async () => {
    const { registry, actionsRegistry } = await setUp();
    const { actions } = await actionsRegistry.list();
    expect(actions.map(action => action.name).sort()).toEqual([
      'get-mcp-server',
      'list-mcp-servers',
      'list-my-mcp-access',
      'list-my-mcp-access-requests',
      'request-mcp-access',
    ]);

    const credentials = mockCredentials.user('user:default/alice');
    const invoke = async (name: string, input: object) =>
      (
        await actionsRegistry.invoke({
          id: `test:${name}`,
          input: input as never,
          credentials,
        })
      ).output as Record<string, unknown>;
    expect(
      await invoke('list-mcp-servers', { search: 'feature' }),
    ).toMatchObject({
      totalItems: 1,
      items: [{ serverRef: 'api:default/everything' }],
    });
    expect(
      await invoke('get-mcp-server', { serverRef: 'api:default/everything' }),
    ).toMatchObject({ status: 'registered', toolsKnown: false });
    const asked = await invoke('request-mcp-access', {
      serverRef: 'api:default/everything',
      purpose: 'for my agent',
    });
    expect(asked).toMatchObject({ state: 'pending' });
    expect(await invoke('list-my-mcp-access-requests', {})).toMatchObject({
      items: [{ requestId: asked.requestId, state: 'pending' }],
    });
    expect(await invoke('list-my-mcp-access', {})).toEqual({ items: [] });
    await registry.accessDecisions.decide(person('bob'), {
      id: asked.requestId as string,
      decision: { decision: 'approve' },
    });
    expect(await invoke('list-my-mcp-access', {})).toMatchObject({
      items: [{ subject: 'user:default/alice', state: 'active' }],
    });
  });

  it('need a person', async () => {
    const { actionsRegistry } = await setUp();
    await expect(
      actionsRegistry.invoke({
        id: 'test:list-mcp-servers',
        input: {},
        credentials: mockCredentials.service(),
      }),
    ).rejects.toThrow('needs a signed-in person');
  });
});
