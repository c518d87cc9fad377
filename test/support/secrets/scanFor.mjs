import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SCAN = fileURLToPath(new URL('scan.mjs', import.meta.url));
const MINUTES = 60_000;

/**
 * Looks whether anything secret stands in what was left.
 *
 * @param {{secrets: string, folders?: Record<string, {path: string, ending?: string, except?: string[]}>, databases?: Record<string, string>, allowed?: string[]}} what `allowed`: findings (as
 * patterns) that are none, each with its reason where it is written
 * @returns {Promise<{secrets: number, places: number, characters: number, found: string[]}>}
 */
export async function scanFor(what) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-node-snapshot', SCAN, JSON.stringify(what)],
    { timeout: 3 * MINUTES, maxBuffer: 16 * 1024 * 1024 },
  ).catch(error => {
    // Its answer says what it found; anything else is a failure of the scan.
    if (error.code === 1 && error.stdout) return error;
    throw error;
  });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** The same, and nothing may be found: the test run fails otherwise. Without a run that collects (`npm test`), nothing is looked for. */
export async function failOnSecrets(where, what) {
  const secrets = process.env.SALLYPORT_TEST_SECRETS;
  if (!secrets) return;
  const { found, ...counts } = await scanFor({ ...what, secrets });
  process.stdout.write(
    `${where}: looked for ${counts.secrets} secrets in ${counts.places} places, ${counts.characters} characters\n`,
  );
  if (found.length > 0)
    throw new Error(
      `${where}: something secret was written down: ${found.join('; ')}`,
    );
}
