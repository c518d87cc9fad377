// Looks for every secret that was collected (preload.cjs) in what a stack left. A program of its own, since it reads TypeScript.
// Usage: node scan.mjs '{"secrets": folder, "folders": {name: {path, ending?, except?}}, "databases": {name: folder of SQLite files | address of a PostgreSQL}}'
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
require('@backstage/cli-node/config/nodeTransform.cjs');

const SECRETS =
  '../../../plugins/mcp-gateway-backend/src/__testUtils__/secrets';
const { findSecrets } = require(`${SECRETS}/findSecrets.ts`);
const { readAllTables } = require(`${SECRETS}/readAllTables.ts`);
const { readFiles } = require(`${SECRETS}/readFiles.ts`);
const createKnex = require('knex');

/** A line that is still being written is no line yet. */
function readCollected(folder) {
  const lines = readdirSync(folder).flatMap(name =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .map(line => ({ line, from: name.replace(/\.ndjson$/, '') })),
  );
  const names = new Map();
  for (const { line, from } of lines) {
    if (!line.endsWith('}')) continue;
    const { name, value } = JSON.parse(line);
    names.set(value, `${name} of process ${from}`);
  }
  return new Map([...names].map(([value, name]) => [name, value]));
}

/** All databases of a SQLite folder, or all schemas of the plugins on a PostgreSQL. */
async function readDatabase(address) {
  const isFolder = !address.includes('://');
  const connections = isFolder
    ? readdirSync(address, { recursive: true })
        .filter(name => name.endsWith('.sqlite'))
        .map(name => ({
          name,
          client: 'better-sqlite3',
          connection: { filename: join(address, name) },
          useNullAsDefault: true,
        }))
    : [{ name: new URL(address).pathname, client: 'pg', connection: address }];
  const tables = new Map();
  for (const { name, ...settings } of connections) {
    const knex = createKnex({ ...settings, pool: { min: 1, max: 1 } });
    try {
      for (const [table, text] of await readAllTables(knex))
        tables.set(`${name} ${table}`, text);
    } finally {
      await knex.destroy();
    }
  }
  return tables;
}

const {
  secrets: folder,
  folders = {},
  databases = {},
  allowed = [],
} = JSON.parse(process.argv[2]);
const secrets = readCollected(folder);
const places = new Map();
for (const [what, { path, ...which }] of Object.entries(folders))
  for (const [name, text] of await readFiles(path, which))
    places.set(`${what} ${name}`, text);
for (const [what, address] of Object.entries(databases))
  for (const [name, text] of await readDatabase(address))
    places.set(`${what} ${name}`, text);
const characters = [...places.values()].reduce(
  (sum, text) => sum + text.length,
  0,
);
const found = findSecrets({ secrets, places }).filter(
  one => !allowed.some(pattern => new RegExp(pattern).test(one)),
);
process.stdout.write(
  `${JSON.stringify({
    ...{ secrets: secrets.size, places: places.size, characters, found },
  })}\n`,
);
process.exitCode = found.length > 0 ? 1 : 0;
