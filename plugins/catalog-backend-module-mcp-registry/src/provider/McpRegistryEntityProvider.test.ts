import { mockServices } from '@backstage/backend-test-utils';
import type { RegisteredServer } from './definitionsSchema';
import { McpRegistryEntityProvider } from './McpRegistryEntityProvider';

const SERVER: RegisteredServer = {
  serverId: '5f0c',
  registeredBy: 'user:default/bob',
  registeredAt: '2026-11-22T10:00:00Z',
  definition: {
    name: 'tickets',
    description: 'Answers questions about tickets',
    owner: 'group:default/data-platform',
    riskTier: 'low',
    dataClassification: 'internal',
    upstream: { type: 'streamable-http', url: 'https://t.example.com/mcp' },
  },
};

async function connected(list: jest.Mock) {
  const connection = { applyMutation: jest.fn(), refresh: jest.fn() };
  const logger = mockServices.logger.mock();
  let tick = async () => {};
  await McpRegistryEntityProvider.create({
    client: { list },
    logger,
    taskRunner: {
      run: async task => {
        tick = async () => await task.fn(new AbortController().signal);
      },
    },
  }).connect(connection);
  return { connection, logger, tick: () => tick() };
}

describe('McpRegistryEntityProvider', () => {
  it('brings packages in with all that is known of how they run', async () => {
    const { upstream, ...rest } = SERVER.definition;
    const hosted = {
      package: {
        registry: 'npm' as const,
        identifier: 'notes',
        version: '1.0.0',
      },
      run: { args: ['/notes'] },
      isolation: 'per-user' as const,
      permissionProfile: { write: ['volume://notes:/notes'] },
    };
    const { connection, tick } = await connected(
      jest
        .fn()
        .mockResolvedValue([{ ...SERVER, definition: { ...rest, ...hosted } }]),
    );
    await tick();
    const [[{ entities }]] = connection.applyMutation.mock.calls;
    expect(entities[0].entity.spec.mcp).toEqual({
      riskTier: 'low',
      dataClassification: 'internal',
      ...hosted,
    });
  });

  it('brings servers in under their server id', async () => {
    const { connection, tick } = await connected(
      jest.fn().mockResolvedValue([SERVER]),
    );
    await tick();

    expect(connection.applyMutation).toHaveBeenCalledWith({
      type: 'full',
      entities: [
        {
          locationKey: 'mcp-registry:5f0c',
          entity: {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'API',
            metadata: {
              namespace: 'default',
              name: 'tickets',
              description: 'Answers questions about tickets',
              annotations: {
                'backstage.io/managed-by-location': 'mcp-registry:5f0c',
                'backstage.io/managed-by-origin-location': 'mcp-registry:5f0c',
              },
            },
            spec: {
              type: 'mcp-server',
              lifecycle: 'experimental',
              owner: 'group:default/data-platform',
              mcp: {
                riskTier: 'low',
                dataClassification: 'internal',
                upstream: SERVER.definition.upstream,
              },
            },
          },
        },
      ],
    });
  });

  it('leaves the catalog alone while nothing changed', async () => {
    const list = jest.fn().mockResolvedValue([SERVER]);
    const { connection, tick } = await connected(list);
    await tick();
    await tick();
    list.mockResolvedValue([]);
    await tick();

    expect(
      connection.applyMutation.mock.calls.map(
        ([{ entities }]) => entities.length,
      ),
    ).toEqual([1, 0]);
  });

  it('keeps what it has while the registry does not answer, and says so once', async () => {
    const list = jest.fn().mockResolvedValueOnce([SERVER]);
    list.mockRejectedValueOnce(new Error('no route'));
    list.mockRejectedValueOnce(new Error('no route'));
    list.mockResolvedValueOnce([SERVER]);
    const { connection, logger, tick } = await connected(list);
    await tick();
    await tick();
    await tick();
    await tick();

    expect(connection.applyMutation).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('no route'),
    );
    expect(logger.info).toHaveBeenCalledTimes(1);
  });

  it('tries again when the catalog could not take the change', async () => {
    const { connection, tick } = await connected(
      jest.fn().mockResolvedValue([SERVER]),
    );
    connection.applyMutation.mockRejectedValueOnce(new Error('database busy'));
    await tick();
    await tick();
    expect(connection.applyMutation).toHaveBeenCalledTimes(2);
  });
});
