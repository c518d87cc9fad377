import { once } from 'events';
import type { AddressInfo } from 'net';
import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import { createFreshSignInRouter } from './createFreshSignInRouter';

describe('createFreshSignInRouter', () => {
  it.each(['', 'sallyport-sign-in=bm90aGluZw'])(
    'leaves no code of a sign-in to whatever logs requests (cookie %j)',
    async cookie => {
      const logged: string[] = [];
      const app = express();
      app.use((req, res, next) => {
        res.once('finish', () => logged.push(req.originalUrl));
        next();
      });
      app.use(
        '/api/mcp-registry/fresh-sign-in',
        createFreshSignInRouter({
          signIns: {} as never,
          settings: {
            callbackUrl: 'http://localhost/api/mcp-registry/fresh-sign-in',
            portalUrl: 'http://localhost',
          },
          logger: mockServices.logger.mock(),
        }),
      );
      const server = app.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const answer = await fetch(
        `http://127.0.0.1:${port}/api/mcp-registry/fresh-sign-in/callback?code=very-secret&state=x`,
        { headers: { cookie } },
      );
      expect(answer.status).toBe(400);
      server.close();
      expect(logged).toEqual(['/api/mcp-registry/fresh-sign-in/callback']);
    },
  );
});
