import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { RootLoggerService } from '@backstage/backend-plugin-api';
import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';

/** Where browsers get the portal's pages, with the access log that Backstage keeps of it. */
export async function startPortalFront(logger: RootLoggerService) {
  const app = express();
  const middleware = MiddlewareFactory.create({
    config: mockServices.rootConfig(),
    logger,
  });
  app.use(middleware.logging());
  app.use((_request, response) => void response.send('<p>The portal</p>'));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
