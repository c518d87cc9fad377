// Secrets of this installation: made on the first start, readable by their owner only, never in the repository.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAMES = ['identityClientSecret', 'sessionSecret', 'encryptionSecret'];

/** @returns {{identityClientSecret: string, sessionSecret: string, encryptionSecret: string}} */
export function loadSecrets(stateDir) {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const path = join(stateDir, 'secrets.json');
  let known = {};
  try {
    known = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // The first start, or a damaged file: people sign in again.
  }
  const secrets = Object.fromEntries(
    NAMES.map(name => [
      name,
      typeof known[name] === 'string' && known[name].length >= 32
        ? known[name]
        : randomBytes(32).toString('base64url'),
    ]),
  );
  writeFileSync(path, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
