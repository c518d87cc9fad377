import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { createOrdersApi } from './api/createOrdersApi.ts';
import { OrdersStore } from './api/OrdersStore.ts';
import { createTables } from './api/schema.ts';
import { seed } from './api/seed.ts';
import { listen, type Listening } from './http/listen.ts';
import { AssertionVerifier } from './identity/AssertionVerifier.ts';
import { createOrdersOf } from './mcp/asPerson.ts';
import { createMcpApp } from './mcp/createMcpApp.ts';
import { createOrdersServer } from './mcp/createOrdersServer.ts';
import { McpSessions } from './mcp/McpSessions.ts';
import type { Settings } from './readSettings.ts';

/** What was started, running. */
export interface RunningOrders {
  apiPort: number;
  /** Of the MCP server over HTTP, where that was wanted. */
  mcpPort?: number;
  stop(): Promise<void>;
}

/** Starts the API over its database and, where it is wanted, the MCP server over HTTP before the API. What was started is stopped again when a later part fails. */
export async function startOrders(settings: Settings): Promise<RunningOrders> {
  const stops: Array<() => Promise<void> | void> = [];
  const stop = async () => {
    for (const step of stops.splice(0).reverse()) {
      await step();
    }
  };
  try {
    const database = openDatabase(settings.databasePath);
    stops.push(() => {
      database.close();
    });
    const api = await listen({
      app: createOrdersApi({
        store: OrdersStore.create({ database }),
        verifier: AssertionVerifier.create(settings),
      }),
      port: settings.apiPort,
      setting: 'ORDERS_API_PORT',
    });
    stops.push(() => api.close());
    const { mcpPort } = settings;
    if (mcpPort === undefined) return { apiPort: api.port, stop };
    const mcp = await startMcp({ settings, mcpPort, api });
    stops.push(mcp.stop);
    return { apiPort: api.port, mcpPort: mcp.port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startMcp(options: {
  settings: Settings;
  mcpPort: number;
  api: Listening;
}): Promise<{ port: number; stop: () => Promise<void> }> {
  const { gatewayUrl, audience, mcpUrl } = options.settings;
  const ordersOf = createOrdersOf({
    baseUrl: `http://127.0.0.1:${options.api.port}`,
  });
  const sessions = McpSessions.create({
    createServer: () => createOrdersServer({ ordersOf }),
  });
  const mcp = await listen({
    app: createMcpApp({
      sessions,
      verifier: AssertionVerifier.create({
        ...{ gatewayUrl, audience },
        ownUrl: mcpUrl,
      }),
    }),
    port: options.mcpPort,
    setting: 'ORDERS_MCP_PORT',
  });
  return {
    port: mcp.port,
    stop: async () => {
      await sessions.closeAll();
      await mcp.close();
    },
  };
}

function openDatabase(path: string): Database.Database {
  if (path !== ':memory:') {
    mkdirSync(dirname(path), { recursive: true });
  }
  const database = new Database(path);
  createTables(database);
  seed(database, { now: new Date() });
  return database;
}
