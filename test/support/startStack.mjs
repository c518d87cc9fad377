// Playwright's global setup: the example company in a folder of its own, and everyone signed in through its single sign-on.
// What the tests need to know travels in the environment, since Playwright runs them in processes of their own.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn } from '../../scripts/lib/signIn.mjs';
import { startStack } from '../../scripts/lib/stack.mjs';

const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin'];

const keepLogs = stateDir =>
  cp(join(stateDir, 'logs'), 'test-results/logs/stack', {
    recursive: true,
    force: true,
  });

export default async function setUp() {
  const stateDir = await mkdtemp(join(tmpdir(), 'sallyport-test-'));
  const { urls, stop } = await startStack({ stateDir, quiet: true }).catch(
    async error => {
      await keepLogs(stateDir);
      throw error;
    },
  );
  const tearDown = async () => {
    await stop();
    await keepLogs(stateDir);
    await rm(stateDir, { recursive: true, force: true });
  };
  try {
    process.env.SALLYPORT_TEST_PORTAL = urls.portal;
    process.env.SALLYPORT_TEST_GATEWAY = urls.gateway;
    process.env.SALLYPORT_TEST_EVERYTHING = urls.everything;
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
