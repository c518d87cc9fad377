// The registry's own services and its real router over a PostgreSQL, with people, permissions and a catalog that cost nothing: what is
// measured is the registry. Served over HTTP on loopback.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('@backstage/cli-node/config/nodeTransform.cjs');

const SRC = '../../../plugins/mcp-registry-backend/src';
const { createServices } = require(`${SRC}/service/createServices.ts`);
const { createRouter } = require(`${SRC}/service/createRouter.ts`);
const { RequestContext } = require(`${SRC}/service/RequestContext.ts`);
const { readSettings } = require(`${SRC}/service/Settings.ts`);
const { ConfigReader } = require('@backstage/config');
const { AuthorizeResult } = require('@backstage/plugin-permission-common');
const express = require('express');

const GROUPS = {
  'user:default/carol': ['group:default/security'],
  // One who owns much: every tenth server.
  'user:default/bob': Array.from(
    { length: 20 },
    (_, team) => `group:default/team-${team}`,
  ),
};

/**
 * @param {{ knex: import('knex').Knex, entities: object[] }} options
 */
export async function startReviews({ knex, entities }) {
  const byRef = new Map(
    entities.map(entity => [
      `api:${entity.metadata.namespace}/${entity.metadata.name}`,
      entity,
    ]),
  );
  const settings = readSettings(
    new ConfigReader({
      mcpRegistry: { approverGroups: ['group:default/security'] },
      mcpGateway: { listen: { publicUrl: 'http://localhost:7008' } },
      permission: { enabled: true },
    }),
  );
  const quiet = () => {};
  const state = { drift: [] };
  const services = await createServices({
    settings,
    database: { getClient: async () => knex },
    auth: { getOwnServiceCredentials: async () => ({}) },
    logger: { debug: quiet, info: quiet, warn: quiet, error: console.error },
    catalog: {
      getEntities: async () => ({ items: entities }),
      getEntityByRef: async ref => byRef.get(ref),
      getEntitiesByRefs: async ({ entityRefs }) => ({
        items: entityRefs.map(ref => byRef.get(ref)),
      }),
    },
    notifications: { send: async () => {} },
    permissions: {
      authorize: async asked =>
        asked.map(() => ({ result: AuthorizeResult.ALLOW })),
      authorizeConditional: async asked =>
        asked.map(() => ({ result: AuthorizeResult.ALLOW })),
    },
    permissionsRegistry: {
      getPermissionRuleset: () => ({ getRuleByName: () => undefined }),
    },
    prober: { probe: async () => ({ known: false, tools: [] }) },
    driftReader: { read: async () => state.drift },
    useReader: { read: async () => undefined },
    clock: { now: () => new Date() },
  });
  const context = RequestContext.create({
    settings,
    httpAuth: {
      credentials: async req => ({
        principal: { userEntityRef: req.headers['x-person'] },
      }),
    },
    userInfo: {
      getUserInfo: async ({ principal: { userEntityRef } }) => ({
        userEntityRef,
        ownershipEntityRefs: [userEntityRef, ...(GROUPS[userEntityRef] ?? [])],
      }),
    },
    auditor: {
      createEvent: async () => ({
        success: async () => {},
        fail: async () => {},
      }),
    },
  });
  const app = express();
  app.use(createRouter({ services, context, setup: {}, httpAuth: {} }));
  app.use((error, _req, res, _next) => {
    res.status(500).json({ error: String(error) });
  });
  const server = createServer(app);
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    services,
    state,
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => new Promise(resolve => server.close(resolve)),
  };
}
