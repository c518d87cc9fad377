// Playwright's global setup: the example company in a folder of its own, and everyone signed in through its single sign-on.
// What the tests need to know travels in the environment, since Playwright runs them in processes of their own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn } from '../../scripts/lib/signIn.mjs';
import { startStack } from '../../scripts/lib/stack.mjs';

const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin'];

export default async function setUp() {
  const stateDir = await mkdtemp(join(tmpdir(), 'sallyport-test-'));
  const { urls, stop } = await startStack({ stateDir, quiet: true });
  const tearDown = async () => {
    await stop();
    await rm(stateDir, { recursive: true, force: true });
  };
  try {
    process.env.SALLYPORT_TEST_PORTAL = urls.portal;
    process.env.SALLYPORT_TEST_GATEWAY = urls.gateway;
    process.env.SALLYPORT_TEST_EVERYTHING = urls.everything;
    for (const person of PEOPLE) {
      const { token } = await signIn(person);
      process.env[`SALLYPORT_TEST_TOKEN_${person.toUpperCase()}`] = token;
    }
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
}
