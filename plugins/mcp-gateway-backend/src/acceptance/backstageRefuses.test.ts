import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { httpRouterServiceFactory } from '@backstage/backend-defaults/httpRouter';
import { Router } from 'express';
import request from 'supertest';
import { startAuthorization } from '../authorization-server/__testUtils__/startAuthorization';

jest.setTimeout(60_000);

const EXTERNAL = 'a-token-that-this-backend-knows';

/** Any plugin of the portal, behind Backstage's own authentication. */
const catalogLike = createBackendPlugin({
  pluginId: 'catalog-like',
  register(env) {
    env.registerInit({
      deps: {
        http: coreServices.httpRouter,
        httpAuth: coreServices.httpAuth,
      },
      async init({ http, httpAuth }) {
        const router = Router();
        router.get('/entities', async (req, res) => {
          await httpAuth.credentials(req);
          res.json({ items: [] });
        });
        http.use(router);
      },
    });
  },
});

describe('E1: Backstage’s own APIs', () => {
  let bench: Awaited<ReturnType<typeof startAuthorization>>;
  let portal: Awaited<ReturnType<typeof startTestBackend>>;

  beforeAll(async () => {
    bench = await startAuthorization();
    portal = await startTestBackend({
      features: [
        authServiceFactory,
        httpAuthServiceFactory,
        httpRouterServiceFactory,
        mockServices.rootConfig.factory({
          data: {
            backend: {
              baseUrl: 'http://portal.example',
              auth: {
                externalAccess: [
                  {
                    type: 'static',
                    options: { token: EXTERNAL, subject: 'test' },
                  },
                ],
              },
            },
          },
        }),
        catalogLike,
      ],
    });
  });

  afterAll(async () => {
    await portal.stop();
    await bench.stop();
  });

  const ask = async (token: string) =>
    (
      await request(portal.server)
        .get('/api/catalog-like/entities')
        .set('Authorization', `Bearer ${token}`)
    ).status;

  it('answer those that they know', async () => {
    expect(await ask(EXTERNAL)).toBe(200);
  });

  it('refuse every token of the gateway', async () => {
    const { access, refresh } = await bench.getTokens();
    const all = await bench.getTokens({
      resource: `${bench.gateway.publicUrl}/mcp`,
    });
    const made = await bench.gateway
      .as('alice')
      .post('/personal-tokens', { name: 'x', days: 1, allServers: true });
    const tokens = {
      access,
      refresh,
      all: all.access,
      issued: await bench.gateway.token('alice', 'orders'),
      personal: String(made.body.token),
    };
    for (const [name, token] of Object.entries(tokens)) {
      expect([name, token.length > 20, await ask(token)]).toEqual([
        name,
        true,
        401,
      ]);
    }
  });
});
