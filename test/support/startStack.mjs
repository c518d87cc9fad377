// Playwright's global setup: the example company in a folder of its own, and everyone signed in through its single sign-on.
// What the tests need to know travels in the environment, since Playwright runs them in processes of their own.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recallInstance } from '../../scripts/lib/instance.mjs';
import { sandboxDirectory } from '../../scripts/lib/sandboxDirectory.mjs';
import { signIn } from '../../scripts/lib/signIn.mjs';
import { startStack } from '../../scripts/lib/stack.mjs';

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

/** A fresh company, gone afterwards; its logs stay. */
async function startFresh() {
  const stateDir = await mkdtemp(join(tmpdir(), 'sallyport-test-'));
  const forget = async () => {
    await keepLogs(stateDir);
    for (const folder of [stateDir, sandboxDirectory(stateDir)])
      await rm(folder, { recursive: true, force: true });
  };
  try {
    const { urls, stop } = await startStack({
      stateDir,
      quiet: true,
      env: {
        // The example's servers, and the ones that specs start themselves.
        APP_CONFIG_mcpGateway_egress_allowedHosts: JSON.stringify([
          'localhost:7010',
          'localhost:7012',
          'localhost:7020',
        ]),
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
    return { urls, stateDir, tearDown: () => stop().then(forget) };
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
