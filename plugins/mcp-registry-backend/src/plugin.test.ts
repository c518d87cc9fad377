import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import { mcpRegistryPlugin } from './plugin';

describe('mcpRegistryPlugin', () => {
  it('starts and answers', async () => {
    const { server } = await startTestBackend({
      features: [
        mcpRegistryPlugin,
        catalogServiceMock.factory(),
        mockServices.rootConfig.factory({ data: {} }),
      ],
    });
    const response = await request(server).get('/api/mcp-registry/servers?limit=5');
    expect(response.body).toMatchObject({ items: [] });
    expect(response.status).toBe(200);
  });
});
