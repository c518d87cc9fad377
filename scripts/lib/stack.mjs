// The whole example: identity provider, example MCP servers, portal and gateway. `npm start` and the browser tests start
// the very same.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  forgetInstance,
  refuseSecondInstance,
  rememberInstance,
} from './instance.mjs';
import { defaultStateDir, root } from './paths.mjs';
import { packOrders } from './packOrders.mjs';
import { PlainError } from './PlainError.mjs';
import { checkPorts, choosePorts } from './ports.mjs';
import { Processes } from './Processes.mjs';
import { step } from './progress.mjs';
import { sandboxDirectory } from './sandboxDirectory.mjs';
import { loadSecrets } from './secrets.mjs';
import { seed } from './seed.mjs';
import { aborted } from './stopSignal.mjs';
import { answers, listens, waitFor } from './waitFor.mjs';

const require = createRequire(join(root, 'package.json'));

/** Runs TypeScript without a build, as `backstage-cli package start` does. */
export const typescript = entry => [
  process.execPath,
  '--no-node-snapshot',
  '--enable-source-maps',
  '--require',
  require.resolve('@backstage/cli-node/config/nodeTransform.cjs'),
  entry,
];

/** Where a person, a client and the parts find each other. */
const addressesOf = ports => ({
  portal: `http://localhost:${ports.portal}`,
  gateway: `http://localhost:${ports.gateway}`,
  identity: `http://localhost:${ports.identity}`,
  everything: `http://localhost:${ports.everything}/mcp`,
  ordersApi: `http://localhost:${ports.ordersApi}`,
});

/** The portal's environment: app-config.yaml reads it. */
export const portalEnvironment = ({ stateDir, ports, urls, secrets }) => ({
  SALLYPORT_PORTAL_URL: urls.portal,
  SALLYPORT_PORTAL_PORT: String(ports.portal),
  SALLYPORT_GATEWAY_URL: urls.gateway,
  SALLYPORT_GATEWAY_PORT: String(ports.gateway),
  SALLYPORT_IDENTITY_URL: urls.identity,
  SALLYPORT_IDENTITY_CLIENT_SECRET: secrets.identityClientSecret,
  // Asked for by rules about alerts. The example's decisions need none, so that its loop is walked with one sign-in.
  APP_CONFIG_mcpRegistry_freshSignIn: JSON.stringify({
    metadataUrl: `${urls.identity}/.well-known/openid-configuration`,
    clientId: 'sallyport-registry',
    clientSecret: secrets.identityClientSecret,
    forDecisions: false,
  }),
  SALLYPORT_SESSION_SECRET: secrets.sessionSecret,
  SALLYPORT_ENCRYPTION_SECRET: secrets.encryptionSecret,
  SALLYPORT_DATABASE_DIRECTORY: join(stateDir, 'db'),
  SALLYPORT_SANDBOX_DIRECTORY: sandboxDirectory(stateDir),
  APP_CONFIG_mcpGateway_audit_spool_directory: join(stateDir, 'audit'),
  SALLYPORT_EXAMPLE_SERVERS: join(root, 'examples', 'servers'),
  SALLYPORT_EXAMPLE_PACKAGES: join(stateDir, 'packages'),
});

function startCompany({ processes, env, stateDir, ports, urls, secrets }) {
  processes.start(
    'identity',
    typescript(join(root, 'packages/demo-identity/src/index.ts')),
    {
      env: {
        ...env,
        SALLYPORT_IDENTITY_PORT: String(ports.identity),
        SALLYPORT_IDENTITY_ISSUER: urls.identity,
        SALLYPORT_IDENTITY_STATE: join(stateDir, 'identity'),
        SALLYPORT_IDENTITY_PEOPLE: join(root, 'examples/org.yaml'),
        SALLYPORT_IDENTITY_CLIENT_SECRET: secrets.identityClientSecret,
        SALLYPORT_IDENTITY_REDIRECT_URI: `${urls.portal}/api/auth/oidc/handler/frame`,
      },
    },
  );
  processes.start(
    'everything',
    [
      process.execPath,
      '--require',
      join(root, 'examples/servers/loopbackOnly.cjs'),
      join(
        root,
        'node_modules/@modelcontextprotocol/server-everything/dist/index.js',
      ),
      'streamableHttp',
    ],
    { env: { ...env, PORT: String(ports.everything) } },
  );
  processes.start(
    'orders',
    typescript(join(root, 'examples/orders/src/main.ts')),
    {
      env: {
        ...env,
        ORDERS_API_PORT: String(ports.ordersApi),
        ORDERS_DB: join(stateDir, 'orders.sqlite'),
        // Its keys are fetched once the gateway is there.
        ORDERS_GATEWAY_URL: urls.gateway,
      },
    },
  );
}

const defaultBackend = () => ({
  command: [
    ...typescript('src/index.ts'),
    '--config',
    join(root, 'app-config.yaml'),
  ],
  env: {},
});

/**
 * Starts everything and waits until it can be used.
 * @param {{
 *   stateDir?: string,
 *   ports?: Partial<Record<string, number>>,
 *   quiet?: boolean,
 *   env?: NodeJS.ProcessEnv,
 *   seeded?: boolean,
 *   signal?: AbortSignal,
 *   backend?: {command: string[], env: NodeJS.ProcessEnv},
 *   extra?: (context: {processes: Processes, env: NodeJS.ProcessEnv}) => void,
 * }} [options] `env` is added to the portal's environment; `backend` and `extra` are for hot reload
 */
export async function startStack({
  stateDir = defaultStateDir,
  ports: overrides,
  quiet = false,
  env: extraEnv = {},
  seeded = true,
  signal: stopped,
  backend = defaultBackend(),
  extra,
} = {}) {
  refuseSecondInstance(stateDir);
  const ports = choosePorts(overrides);
  await checkPorts(ports);
  const urls = addressesOf(ports);
  const secrets = loadSecrets(stateDir);
  mkdirSync(join(stateDir, 'db'), { recursive: true, mode: 0o700 });
  await packOrders(join(stateDir, 'packages'));

  const processes = new Processes({ logs: join(stateDir, 'logs') });
  const stop = async () => {
    await processes.stop();
    forgetInstance(stateDir);
  };
  const context = { stateDir, ports, urls, secrets };
  // Neither production, which the demo identity provider refuses, nor development, whose errors carry stack traces.
  const env = { ...process.env, FORCE_COLOR: '0' };
  delete env.NODE_ENV;
  const portalEnv = {
    ...env,
    ...portalEnvironment(context),
    ...backend.env,
    ...extraEnv,
  };
  const signal = Promise.race([
    processes.failed,
    ...(stopped
      ? [
          aborted(stopped).then(() =>
            Promise.reject(new PlainError('Stopped.')),
          ),
        ]
      : []),
  ]);
  signal.catch(() => {});
  const ready = (what, url) =>
    waitFor(answers(url), { what, seconds: 180, signal });
  try {
    startCompany({ ...context, processes, env });
    rememberInstance(stateDir, { urls, children: processes.pids });
    // The portal asks the provider for its metadata once, when it starts.
    await ready(
      'The identity provider',
      `${urls.identity}/.well-known/openid-configuration`,
    );
    processes.start('portal', backend.command, {
      cwd: join(root, 'packages', 'backend'),
      env: portalEnv,
    });
    extra?.({ processes, env: portalEnv });
    rememberInstance(stateDir, { urls, children: processes.pids });

    await step(
      'Starting the portal, the gateway and the example company',
      async () => {
        await ready(
          'The portal',
          `${urls.portal}/.backstage/health/v1/readiness`,
        );
        await ready('The gateway', `${urls.gateway}/readyz`);
        await waitFor(listens(urls.everything), {
          what: 'The MCP server "everything"',
          seconds: 60,
          signal,
        });
        await ready('The orders API', `${urls.ordersApi}/healthz`);
      },
      { quiet },
    );
    const unavailable = seeded
      ? await step(
          'Submitting and approving the example servers',
          () => seed({ urls, signal }),
          { quiet },
        )
      : [];
    return {
      urls,
      ports,
      stateDir,
      failed: processes.failed,
      stop,
      unavailable,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
