// Playwright's global setup: the example company in a folder of its own, and everyone signed in through its single sign-on.
// What the tests need to know travels in the environment, since Playwright runs them in processes of their own.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recallInstance } from '../../scripts/lib/instance.mjs';
import { sandboxDirectory } from '../../scripts/lib/sandboxDirectory.mjs';
import { signIn } from '../../scripts/lib/signIn.mjs';
import { startStack } from '../../scripts/lib/stack.mjs';
import { makeEndingCertificate } from './endingCertificate.mjs';
import { startGitRepository } from './gitRepository.mjs';
import { saveExports } from './secrets/saveExports.mjs';
import { failOnSecrets } from './secrets/scanFor.mjs';
import { watchEnv } from './secrets/watchEnv.mjs';

const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin'];

const keepLogs = stateDir =>
  cp(
    join(stateDir, 'logs'),
    `test-results/logs/stack/${process.env.SALLYPORT_TEST_SUITE ?? ''}`,
    {
      recursive: true,
      force: true,
    },
  ).catch(() => {
    // Nothing was started: what kept it from that is the error to be seen.
  });

/** The pages' own scripts, kept for older tabs: libraries and rules in them name what private keys begin with. */
const SCRIPTS_OF_PAGES = [
  '^a private key in database app\\.sqlite static_assets_cache$',
];
/** Backstage keeps what a sign-in under way asked its provider in that sign-in's session: it is compared, and lets nobody in. */
const ASKED_BY_SIGN_IN = [
  '^cookie oidc-nonce \\d+ of process \\d+ in database auth\\.sqlite sessions$',
];
/** Checkpoints of the audit log are signed in the form of a token, to be given to others (docs/audit-proof.md). They let nobody in. */
const SIGNED_AND_NO_CREDENTIAL = [
  '^a signed token in database .* audit_checkpoints$',
];

/** A fresh company, gone afterwards; its logs stay. */
async function startFresh() {
  const stateDir = await mkdtemp(join(tmpdir(), 'sallyport-test-'));
  const repository = await startGitRepository();
  process.env.SALLYPORT_TEST_REPOSITORY = repository.directory;
  const tls = await makeEndingCertificate(stateDir);
  process.env.SALLYPORT_TEST_TLS = tls;
  const forget = async () => {
    repository.stop();
    await keepLogs(stateDir);
    for (const folder of [stateDir, sandboxDirectory(stateDir)])
      await rm(folder, { recursive: true, force: true });
  };
  try {
    const { urls, stop } = await startStack({
      stateDir,
      quiet: true,
      env: {
        ...watchEnv(),
        // 22-certificates.spec.ts: as a company trusts its own authority.
        NODE_EXTRA_CA_CERTS: join(tls, 'cert.pem'),
        // The example's servers, and the ones that specs start themselves.
        APP_CONFIG_mcpGateway_egress_allowedHosts: JSON.stringify([
          'localhost:7010',
          'localhost:7012',
          'localhost:7020',
        ]),
        // The example's rule, and a fresh sign-in as well: 22-fresh-sign-in.spec.ts walks it.
        APP_CONFIG_mcpGateway_alerts_reactions: JSON.stringify([
          {
            ...{ name: 'decoys', detectors: ['decoy'], hours: 1 },
            ...{ do: ['step-up', 'pause-grant'], mode: 'enforce' },
          },
        ]),
        // 21-gitops.spec.ts merges definitions.
        APP_CONFIG_mcpRegistry_gitOps: JSON.stringify(repository.gitOps),
        // Off by default; 21-reviews.spec.ts takes access in an emergency.
        APP_CONFIG_mcpRegistry_breakGlass_policies: JSON.stringify([
          {
            id: 'incident',
            title: 'Incident',
            servers: ['api:default/everything'],
            who: ['group:default/security'],
            maxMinutes: 30,
          },
        ]),
      },
    });
    const tearDown = async () => {
      const exports = join(stateDir, 'exports');
      try {
        await saveExports({ urls, folder: exports });
        await stop();
        await failOnSecrets('The stack', {
          folders: {
            logs: { path: join(stateDir, 'logs') },
            spool: { path: join(stateDir, 'audit') },
            exports: { path: exports },
          },
          databases: { database: join(stateDir, 'db') },
          allowed: [
            ...SIGNED_AND_NO_CREDENTIAL,
            ...SCRIPTS_OF_PAGES,
            ...ASKED_BY_SIGN_IN,
          ],
        });
      } finally {
        await stop();
        await forget();
      }
    };
    return { urls, stateDir, tearDown };
  } catch (error) {
    await forget();
    throw error;
  }
}

/** While writing tests: SALLYPORT_TEST_STATE names the state folder of an example that runs already. */
function useRunning(stateDir) {
  const running = recallInstance(stateDir);
  if (!running)
    throw new Error(`No example runs with the state in ${stateDir}.`);
  return { urls: running.urls, stateDir, tearDown: async () => {} };
}

export default async function setUp() {
  const running = process.env.SALLYPORT_TEST_STATE;
  const { urls, stateDir, tearDown } = running
    ? useRunning(running)
    : await startFresh();
  try {
    process.env.SALLYPORT_TEST_PORTAL = urls.portal;
    process.env.SALLYPORT_TEST_GATEWAY = urls.gateway;
    process.env.SALLYPORT_TEST_EVERYTHING = urls.everything;
    process.env.SALLYPORT_TEST_LOGS = join(stateDir, 'logs');
    process.env.SALLYPORT_TEST_ORDERS_API = urls.ordersApi;
    for (const person of PEOPLE) {
      const { token } = await signIn(person, {
        portalUrl: urls.portal,
        identityUrl: urls.identity,
      });
      process.env[`SALLYPORT_TEST_TOKEN_${person.toUpperCase()}`] = token;
    }
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
}
