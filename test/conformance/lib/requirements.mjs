import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

const require = createRequire(import.meta.url);

/** The official suite's folder and program. */
export const suiteFolder = dirname(
  require.resolve('@modelcontextprotocol/conformance/package.json'),
);
export const suiteProgram = join(suiteFolder, 'dist', 'index.js');

/** How many scenarios a revision requires of a server. Another number is another suite: look before you change it. */
export const REQUIRED_OF_SERVERS = { '2025-11-25': 30, '2026-07-28': 37 };

/** The scenarios that a revision requires of a server, as its authors froze them. */
export function requiredOfServers(revision) {
  const path = join(suiteFolder, 'requirements', `${revision}.yaml`);
  return parse(readFileSync(path, 'utf8')).server;
}

/** The scenarios that a revision requires of a client. */
export function requiredOfClients(revision) {
  const path = join(suiteFolder, 'requirements', `${revision}.yaml`);
  return parse(readFileSync(path, 'utf8')).client;
}
