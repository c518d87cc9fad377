// Real gateways in front of given MCP servers, without a portal: for what needs a gateway as a process of its own and
// starts it often. Nothing on a call's way is left out; see README.md beside this file.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { accessDocumentOf, entitiesOf } from './accessDocuments.mjs';
import { credentialsOf, REGISTRY_CREDENTIALS } from './credentialsOf.mjs';
import { freePort } from './freePort.mjs';
import { notesElsewhere } from './notesElsewhere.mjs';
import { RigGateway } from './RigGateway.mjs';
import { failOnSecrets } from '../secrets/scanFor.mjs';
import { rigConfig } from './rigConfig.mjs';

const PLUGIN = 'mcp-gateway';

async function dropDatabases(connectionString, prefix) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(
      `DROP DATABASE IF EXISTS "${prefix}${PLUGIN}" WITH (FORCE)`,
    );
  } finally {
    await client.end();
  }
}

function databaseUrlOf(database, name) {
  if (['memory', 'file'].includes(database)) return undefined;
  const url = new URL(database);
  url.pathname = `/${name}`;
  return url.toString();
}

/** What is looked through for secrets at the end: what was in memory alone is gone. */
function databasesOf(database, home, name) {
  if (database === 'memory') return {};
  return {
    database:
      database === 'file' ? join(home, 'db') : databaseUrlOf(database, name),
  };
}

/** Where nobody gave the gateway a key to seal with, its own keys stand open, in their tables alone. */
const WITHOUT_ENCRYPTION = [
  '^a private key as JWK in database .* (signing|audit)_keys$',
];
/** Checkpoints of the audit log are signed in the form of a token, to be given to others. They let nobody in. */
const SIGNED_AND_NO_CREDENTIAL = [
  '^a signed token in database .* audit_checkpoints$',
];
const isSealed = config => Boolean(config?.mcpGateway?.encryption);

/** The approved surface of a server, as the gateway's own probe finds it. */
async function probe(gateway, { serverId, approvedRevision: { upstream } }) {
  const { url, hosted } = upstream;
  const found = await gateway.api('POST', '/probes', {
    credentials: REGISTRY_CREDENTIALS,
    body: { serverId, ...(hosted ? { hosted } : { upstream }) },
  });
  if (!found.ok) throw new Error(`${url}: ${found.error}`);
  return await gateway.describe(found.tools);
}

/**
 * @param {object} options
 * @param {Parameters<typeof accessDocumentOf>[0][]} options.servers
 * @param {string[]} [options.people] each has a grant for all of every server that names no `grants`
 * @param {'memory' | 'file' | string} [options.database] several gateways need a PostgreSQL (its connection string)
 * @param {number} [options.gateways] how many processes
 * @param {string} [options.publicUrl] where clients find the gateways, if not at the first of them
 * @param {object} [options.config] laid over the gateways' configuration
 * @param {Record<string, Record<string, string>>} [options.identityTokens] people's tokens at identity providers, by connection and entity ref
 * @param {Record<string, {digests: string[], servers: string[]}>} [options.reaching] what searches by a reached system find
 * @param {Record<string, string[]>} [options.ownership] what people own beside themselves, by entity ref
 * @param {string} [options.logs] a folder for the gateways' logs
 * @param {string[]} [options.nodeArguments] for example ['--expose-gc']
 * @param {NodeJS.ProcessEnv} [options.env] added to the gateways' environment
 */
export async function startRig({
  servers,
  people = ['alice'],
  database = 'file',
  gateways: count = 1,
  publicUrl: givenUrl,
  config,
  identityTokens,
  reaching,
  ownership,
  logs,
  nodeArguments,
  env,
}) {
  if (count > 1 && ['memory', 'file'].includes(database))
    throw new Error('Several gateways share a PostgreSQL: name one.');
  const id = randomBytes(4).toString('hex');
  const home = mkdtempSync(join(tmpdir(), 'sallyport-rig-'));
  mkdirSync(logs ?? home, { recursive: true });
  const entities = entitiesOf({ people, servers });
  const documents = new Map(
    servers.map(server => [server.name, accessDocumentOf(server, { people })]),
  );
  const gateways = [];
  let publicUrl = givenUrl;

  const stop = async () => {
    await Promise.all(gateways.map(gateway => gateway.kill()));
    const notes = notesElsewhere(join(home, 'audit'));
    try {
      await failOnSecrets('The rig', {
        folders: {
          spool: { path: join(home, 'audit') },
          ...notes,
          logs: { path: logs ?? home, ending: '.log' },
        },
        databases: databasesOf(database, home, `rig_${id}_${PLUGIN}`),
        allowed: [
          ...SIGNED_AND_NO_CREDENTIAL,
          ...(isSealed(config) ? [] : WITHOUT_ENCRYPTION),
        ],
      });
    } finally {
      if (!['memory', 'file'].includes(database))
        await dropDatabases(database, `rig_${id}_`);
      for (const { path } of [{ path: home }, ...Object.values(notes)])
        rmSync(path, { recursive: true, force: true });
    }
  };

  const addGateway = async () => {
    const [apiPort, port] = [await freePort(), await freePort()];
    publicUrl ??= `http://localhost:${port}`;
    const gateway = RigGateway.create({
      url: `http://localhost:${port}`,
      apiUrl: `http://localhost:${apiPort}`,
      log: join(logs ?? home, `gateway-${gateways.length + 1}.log`),
      nodeArguments,
      env,
    });
    gateways.push(gateway);
    const place = { database, home, id, apiPort, port, publicUrl };
    return {
      gateway,
      start: () =>
        gateway.start({
          config: rigConfig({ ...place, config }),
          entities,
          documents: [...documents.values()],
          ...{ identityTokens, reaching, ownership },
        }),
    };
  };

  /** The registry decides something about a server: part of its access document changes, for all gateways. */
  const change = (name, part) => {
    const document = { ...documents.get(name), ...part };
    documents.set(name, document);
    gateways.forEach(gateway => gateway.put(document));
  };
  /** A server's surface is approved as it is now. */
  const learn = async name => {
    const document = documents.get(name);
    const tools = await probe(gateways[0], document);
    change(name, {
      approvedRevision: { ...document.approvedRevision, tools },
    });
  };
  const applied = () =>
    Promise.all(
      gateways
        .filter(({ isRunning }) => isRunning)
        .map(gateway => gateway.applied()),
    );

  try {
    const added = [];
    for (let i = 0; i < count; i++) added.push(await addGateway());
    // The programs load side by side, but one starts after the other: the first makes the tables.
    for (const { start } of added) await start();
    for (const { name, tools } of servers)
      if (tools === 'probe') await learn(name);
    await applied();
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    gateways,
    publicUrl,
    /** Where gateways keep what is on their disk. */
    home,
    /** The gateways' own database, where they have a PostgreSQL. */
    databaseUrl: databaseUrlOf(database, `rig_${id}_${PLUGIN}`),
    gatewayUrls: gateways.map(({ url }) => url),
    /** One more replica. */
    startGateway: async () => {
      const { gateway, start } = await addGateway();
      await start();
      return gateway;
    },
    /** A server's MCP endpoint, at the first gateway or another. */
    endpoint: (name, gateway = gateways[0]) =>
      `${gateway.url}/servers/default/${name}/mcp`,
    /** A gateway token, as the Connect page gets it; it lives for an hour at most. */
    token: async (person, name, { gateway = gateways[0], ttlSeconds } = {}) => {
      const created = await gateway.api('POST', '/tokens', {
        credentials: credentialsOf(person),
        body: { serverRef: `api:default/${name}`, ttlSeconds },
      });
      return created.token;
    },
    change,
    learn,
    /** Waits until all gateways act on all changes. */
    applied,
    stop,
  };
}
