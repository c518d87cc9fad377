// What a server sees of its definition (test/support/sameDefinition), by driver.
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openDriver } from '../../bench/lib/openDriver.mjs';

const PLACE = join(
  import.meta.dirname,
  '..',
  '..',
  'support',
  'sameDefinition',
);
const { definition, secrets, seen } = JSON.parse(
  readFileSync(join(PLACE, 'definition.json'), 'utf8'),
);

async function ask(driver, directory) {
  const runtimeId = randomUUID();
  const location = join(directory, 'packages', runtimeId);
  mkdirSync(location, { recursive: true });
  cpSync(join(PLACE, 'look.mjs'), join(location, 'look.mjs'));
  const server = await driver.start({
    runtimeId,
    ...{ owner: 'test', serverRef: 'api:default/notes' },
    ...{ ...definition, secrets },
    prepared: {
      package: { registry: 'npm', identifier: 'look', version: '1.0.0' },
      ...{ integrity: '', commands: { look: 'look.mjs' }, location },
    },
  });
  server.stdin.end('go\n');
  const [out, err] = await Promise.all([
    text(server.stdout),
    text(server.stderr),
  ]);
  await server.exited;
  if (!out) throw new Error(err);
  return { seen: JSON.parse(out), expected: seen };
}

export const seenAs = {
  async sandbox({ folder }) {
    const { driver } = await openDriver({ folder, installed: [] });
    return ask(driver, join(folder, 'state'));
  },
  container: fixture => ask(fixture.driver(), fixture.settings().directory),
};
