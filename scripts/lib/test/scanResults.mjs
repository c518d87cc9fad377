// The end of a test run: whether anything that was secret in it stands in what it left.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { scanFor } from '../../../test/support/secrets/scanFor.mjs';

/**
 * The line of the closing table; none where nothing ran that has secrets.
 * @param {{results: string, secrets: string, say(text: string): void}} options `secrets`: the folder where they were collected
 */
export async function scanResults({ results, secrets, say }) {
  if (readdirSync(secrets).length === 0) return undefined;
  const started = Date.now();
  const line = { name: 'secrets', skipped: 0 };
  try {
    const { found, ...counts } = await scanFor({
      secrets,
      folders: {
        logs: { path: join(results, 'logs') },
        reports: { path: results, ending: '.json' },
      },
    });
    if (found.length > 0)
      say(
        `\nSomething secret was written down:\n  ${found.join(
          '\n  ',
        )}\nWhat is one: docs/assurance/secrets.md`,
      );
    return {
      ...line,
      ...{ state: found.length > 0 ? 'failed' : 'passed' },
      passed: found.length > 0 ? 0 : counts.places,
      failed: found.length,
      ms: Date.now() - started,
      note: `${counts.secrets} secrets looked for`,
    };
  } catch (error) {
    say(String(error?.stack ?? error));
    const ms = Date.now() - started;
    return { ...line, state: 'failed', passed: 0, failed: 1, ms };
  }
}
