// A portal, two gateways of their own on one PostgreSQL, a load balancer without affinity and one MCP server: as in
// production, on loopback and free ports.
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';
import { portalApi } from '../../../scripts/lib/portalApi.mjs';
import { Processes } from '../../../scripts/lib/Processes.mjs';
import { signIn } from '../../../scripts/lib/signIn.mjs';
import { typescript } from '../../../scripts/lib/stack.mjs';
import { startPostgres } from '../../../scripts/lib/test/postgres.mjs';
import { answers, waitFor } from '../../../scripts/lib/waitFor.mjs';
import { freePort } from '../../support/rig/freePort.mjs';
import { notesElsewhere } from '../../support/rig/notesElsewhere.mjs';
import { failOnSecrets } from '../../support/secrets/scanFor.mjs';
import { watchEnv } from '../../support/secrets/watchEnv.mjs';
import { Balancer } from './Balancer.mjs';
import { Replica } from './Replica.mjs';
import { startServer } from './startServer.mjs';

/** How long a gateway lets calls finish when it is told to end. */
const DRAIN_SECONDS = 2;
const GATEWAY_DATABASE = '/backstage_plugin_mcp-gateway';

const entityOf = url => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'API',
  metadata: { name: 'counter', description: 'Counts' },
  spec: {
    type: 'mcp-server',
    lifecycle: 'production',
    owner: 'group:default/data-platform',
    system: 'developer-platform',
    mcp: {
      audience: ['developers'],
      dataClassification: 'internal',
      riskTier: 'low',
      reaches: [],
      upstream: { type: 'streamable-http', url },
    },
  },
});

/** Where the portal of this place differs from the example's; the gateways are behind `api`. */
const portalOverlay = ({ home, api }) => ({
  discovery: {
    endpoints: [
      {
        target: { internal: `${api.url}/api/{{pluginId}}` },
        plugins: ['mcp-gateway'],
      },
    ],
  },
  catalog: {
    processingInterval: { seconds: 5 },
    locations: ['org', 'systems', 'server'].map(name => ({
      type: 'file',
      target: join(
        name === 'server' ? home : join(root, 'examples'),
        `${name}.yaml`,
      ),
      rules: [
        {
          allow: [
            'Domain',
            'System',
            'Component',
            'Resource',
            'API',
            'Group',
            'User',
          ],
        },
      ],
    })),
  },
  mcpRegistry: { catalogSyncSeconds: 2 },
});

function startPortal({ processes, home, env, urls, ports, api, clientSecret }) {
  writeFileSync(
    join(home, 'portal.json'),
    JSON.stringify(portalOverlay({ home, api })),
  );
  const identityEnv = {
    SALLYPORT_IDENTITY_PORT: String(ports.identity),
    SALLYPORT_IDENTITY_ISSUER: urls.identity,
    SALLYPORT_IDENTITY_STATE: join(home, 'identity'),
    SALLYPORT_IDENTITY_PEOPLE: join(root, 'examples/org.yaml'),
    SALLYPORT_IDENTITY_CLIENT_SECRET: clientSecret,
    SALLYPORT_IDENTITY_REDIRECT_URI: `${urls.portal}/api/auth/oidc/handler/frame`,
  };
  processes.start(
    'identity',
    typescript(join(root, 'packages/demo-identity/src/index.ts')),
    { env: { ...env, ...identityEnv } },
  );
  return () =>
    processes.start(
      'portal',
      [
        ...typescript(join(root, 'test/replicas/portal.ts')),
        ...['--config', join(root, 'app-config.yaml')],
        ...['--config', join(home, 'portal.json')],
      ],
      {
        cwd: join(root, 'packages/backend'),
        env: {
          ...env,
          SALLYPORT_PORTAL_URL: urls.portal,
          SALLYPORT_PORTAL_PORT: String(ports.portal),
          SALLYPORT_GATEWAY_URL: urls.gateway,
          SALLYPORT_IDENTITY_URL: urls.identity,
          SALLYPORT_IDENTITY_CLIENT_SECRET: clientSecret,
          SALLYPORT_SESSION_SECRET: randomBytes(32).toString('base64url'),
          SALLYPORT_ENCRYPTION_SECRET: randomBytes(32).toString('base64url'),
          SALLYPORT_DATABASE_DIRECTORY: join(home, 'db'),
          APP_CONFIG_mcpGateway_audit_spool_directory: join(home, 'audit'),
        },
      },
    );
}

/** The server is submitted, approved and granted to Alice by the people who may. */
async function bringIn({ urls, signal }) {
  const patience = { seconds: 60, everyMs: 500, signal };
  const tokens = {};
  const as = {};
  for (const person of ['alice', 'bob', 'carol', 'erin']) {
    const signedIn = await waitFor(
      () =>
        signIn(person, { portalUrl: urls.portal, identityUrl: urls.identity }),
      { what: `Signing in as ${person}`, ...patience },
    );
    tokens[person] = signedIn.token;
    as[person] = portalApi({ portalUrl: urls.portal, token: signedIn.token });
  }
  const path = '/mcp-registry/servers/default/counter';
  await waitFor(() => as.bob('GET', path), {
    what: 'The server in the registry',
    ...patience,
  });
  const { digest, toolSurface } = await as.bob('POST', `${path}/submit`, {
    note: 'For the test',
  });
  // The registry asks a gateway to look: both directions between portal and gateway are at work here.
  if (!toolSurface.known)
    throw new Error(
      `The gateways did not probe: ${JSON.stringify(toolSurface)}`,
    );
  await as.carol('POST', `/mcp-registry/revisions/${digest}/decision`, {
    decision: 'approve',
    reason: 'For the test',
  });
  const { id } = await as.alice('POST', '/mcp-registry/access-requests', {
    serverRef: 'api:default/counter',
    purpose: 'To see that it works',
    tools: { kind: 'all' },
    durationDays: 7,
  });
  await as.bob('POST', `/mcp-registry/access-requests/${id}/decision`, {
    decision: 'approve',
  });
  return { alice: tokens.alice, as };
}

/** Starts everything; nothing of it is left after `stop()`, but for the logs in `logs`. */
export async function startInstallation({ logs }) {
  const home = logs;
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(home, 'db'), { recursive: true });
  const started = [];
  const keep = part => {
    started.push(part);
    return part;
  };
  const stop = async () => {
    // The database is the first, and lives until it was looked through.
    const [database, ...others] = started.splice(0);
    for (const part of others.reverse()) await part.stop();
    const notes = notesElsewhere(join(home, 'audit'));
    try {
      if (database)
        await failOnSecrets('The installation', {
          folders: {
            spool: { path: join(home, 'audit') },
            ...notes,
            logs: { path: home, ending: '.log' },
          },
          databases: {
            'database of the portal': join(home, 'db'),
            'database of the gateways': new URL(
              GATEWAY_DATABASE,
              database.connectionString,
            ).href,
          },
          // Checkpoints of the audit log are signed in the form of a token, to be given to others. They let nobody in.
          allowed: ['^a signed token in database .* audit_checkpoints$'],
        });
    } finally {
      await database?.stop();
      for (const name of ['db', 'identity', 'portal.json'])
        rmSync(join(home, name), { recursive: true, force: true });
      for (const { path } of Object.values(notes))
        rmSync(path, { recursive: true, force: true });
    }
  };
  try {
    const postgres = keep(await startPostgres());
    const server = keep(await startServer());
    const [mcp, api] = [
      keep(await Balancer.create()),
      keep(await Balancer.create()),
    ];
    const ports = { portal: await freePort(), identity: await freePort() };
    const urls = {
      portal: `http://localhost:${ports.portal}`,
      identity: `http://localhost:${ports.identity}`,
      gateway: mcp.url,
    };
    writeFileSync(
      join(home, 'server.yaml'),
      JSON.stringify(entityOf(server.url)),
    );
    const env = { ...process.env, FORCE_COLOR: '0', ...watchEnv() };
    delete env.NODE_ENV;
    delete env.NODE_TEST_CONTEXT;

    const processes = keep(new Processes({ logs: home }));
    const portal = startPortal({
      processes,
      home,
      env,
      urls,
      ports,
      api,
      clientSecret: randomBytes(32).toString('base64url'),
    });
    const database = new URL(postgres.connectionString);
    const encryptionSecret = randomBytes(32).toString('base64url');
    const replicas = [];
    for (const name of ['gateway-1', 'gateway-2']) {
      const own = { api: await freePort(), mcp: await freePort() };
      replicas.push(
        Replica.create({
          name,
          home,
          ports: own,
          overlay: {
            backend: { listen: { host: '127.0.0.1', port: own.api } },
            mcpGateway: {
              listen: {
                host: '127.0.0.1',
                port: own.mcp,
                drainSeconds: DRAIN_SECONDS,
              },
              audit: { spool: { directory: join(home, 'audit') } },
              egress: { allowedHosts: [new URL(server.url).host] },
              limits: { calls: { calls: 1_000_000, perSeconds: 10 } },
              // No server here is run by the gateway.
              runtimes: { sandbox: { enabled: false } },
            },
          },
          env: {
            ...env,
            SALLYPORT_PORTAL_URL: urls.portal,
            SALLYPORT_GATEWAY_URL: mcp.url,
            SALLYPORT_GATEWAY_API_URL: api.url,
            SALLYPORT_ENCRYPTION_SECRET: encryptionSecret,
            POSTGRES_HOST: database.hostname,
            POSTGRES_PORT: database.port,
            POSTGRES_USER: database.username,
            POSTGRES_PASSWORD: database.password,
          },
        }),
      );
    }
    keep({
      stop: () => Promise.all(replicas.map(replica => replica.end('SIGKILL'))),
    });
    mcp.use(replicas.map(replica => replica.ports.mcp));
    api.use(replicas.map(replica => replica.ports.api));

    const wait = (what, url) =>
      waitFor(answers(url), {
        what,
        seconds: 90,
        everyMs: 200,
        signal: processes.failed,
      });
    await wait('Identity', `${urls.identity}/.well-known/openid-configuration`);
    portal();
    // Both at once on an empty database, as an orchestrator starts them.
    await Promise.all([
      wait('Portal', `${urls.portal}/.backstage/health/v1/readiness`),
      ...replicas.map(replica => replica.start()),
    ]);
    const { alice, as } = await bringIn({ urls, signal: processes.failed });
    const gateways = portalApi({ portalUrl: api.url, token: alice });
    return {
      server,
      replicas,
      /** The portal's API, as each of the people. */
      as,
      balancer: mcp,
      /** Where the gateways keep what is not in the database yet. */
      spools: join(home, 'audit'),
      endpoint: `${mcp.url}/servers/default/counter/mcp`,
      /** A gateway token for Alice, and its id in the record of calls. */
      token: () =>
        gateways('POST', '/mcp-gateway/tokens', {
          serverRef: 'api:default/counter',
          client: 'replicas',
        }),
      connectionString: new URL(GATEWAY_DATABASE, postgres.connectionString)
        .href,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
