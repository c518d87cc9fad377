import { mockServices } from '@backstage/backend-test-utils';
import { DefinitionsClient } from './DefinitionsClient';

const ITEM = {
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

function clientOf(answer: (request: Request) => Response) {
  const logger = mockServices.logger.mock();
  const fetchApi = jest.fn(async (input: RequestInfo | URL) =>
    answer(input as Request),
  );
  const client = DefinitionsClient.create({
    auth: mockServices.auth({ pluginId: 'catalog' }),
    discovery: mockServices.discovery(),
    logger,
    fetch: fetchApi as typeof fetch,
  });
  return { client, logger, fetchApi };
}

describe('DefinitionsClient', () => {
  it('asks the definitions door as the catalog and follows no redirect', async () => {
    const { client, fetchApi } = clientOf(() =>
      Response.json({ items: [ITEM] }),
    );
    expect(await client.list({})).toEqual([ITEM]);

    const request = fetchApi.mock.calls[0][0] as Request;
    expect(new URL(request.url).pathname).toBe(
      '/api/mcp-registry/door/definitions',
    );
    expect(request.redirect).toBe('error');
    expect(request.headers.get('authorization')).toContain('plugin:catalog');
  });

  it('leaves out what it cannot read, and says so', async () => {
    const { client, logger } = clientOf(() =>
      Response.json({
        items: [
          { ...ITEM, definition: { ...ITEM.definition, name: '../x' } },
          ITEM,
        ],
      }),
    );
    expect(await client.list({})).toEqual([ITEM]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('definition.name'),
    );
  });

  it.each([
    [() => Response.json({ nothing: true }), /items/],
    [
      () =>
        Response.json(
          { error: { name: 'NotAllowedError', message: 'only the catalog' } },
          { status: 403 },
        ),
      /it answered 403: only the catalog/,
    ],
    [() => new Response('<html>', { status: 502 }), /it answered 502/],
  ])('fails where the answer is none (%#)', async (answer, message) => {
    await expect(clientOf(answer).client.list({})).rejects.toThrow(message);
  });
});
