import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const isObject = value =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const merge = (base, over) =>
  Object.fromEntries(
    [...new Set([...Object.keys(base), ...Object.keys(over)])].map(key => {
      if (!(key in over)) return [key, base[key]];
      if (isObject(base[key]) && isObject(over[key]))
        return [key, merge(base[key], over[key])];
      return [key, over[key]];
    }),
  );

/** Where a gateway keeps its state: `memory`, `file` (SQLite), or a PostgreSQL by its connection string. */
function databaseOf({ database, home, id }) {
  if (database === 'memory')
    return { client: 'better-sqlite3', connection: ':memory:' };
  if (database === 'file') {
    const directory = join(home, 'db');
    mkdirSync(directory, { recursive: true });
    return { client: 'better-sqlite3', connection: { directory } };
  }
  return {
    client: 'pg',
    connection: database,
    // A database of this rig alone, on a server that others use too; its gateways share it.
    prefix: `rig_${id}_`,
  };
}

/** The configuration of one gateway of a rig. */
export const rigConfig = ({
  database,
  home,
  id,
  apiPort,
  port,
  publicUrl,
  config = {},
}) =>
  merge(
    {
      app: { baseUrl: 'http://portal.example' },
      backend: {
        baseUrl: `http://localhost:${apiPort}`,
        listen: { host: '127.0.0.1', port: apiPort },
        database: databaseOf({ database, home, id }),
      },
      permission: { enabled: true },
      mcpGateway: {
        listen: { host: '127.0.0.1', port, publicUrl },
        audit: { spool: { directory: join(home, 'audit') } },
        egress: { allowedHosts: ['127.0.0.1', 'localhost'] },
        // Counted like any other, but out of the reach of a few people who call as fast as they can.
        limits: {
          calls: { calls: 1_000_000, perSeconds: 10 },
          messages: { calls: 1_000_000, perSeconds: 10 },
        },
      },
    },
    config,
  );
