// Lists the pinned servers anew, writes their verdicts, and what is measured into docs/tool-surface-check.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { loadCheck } from './lib/check.mjs';
import { listDefinitions } from './lib/listDefinitions.mjs';
import { verdictsOf } from './lib/measure.mjs';
import { DOCUMENT, documentWith, VERDICTS } from './lib/report.mjs';
import { SERVERS } from './lib/servers.mjs';

const write = async (path, text) => {
  const options = await prettier.resolveConfig(path);
  writeFileSync(path, prettier.format(text, { ...options, filepath: path }));
};

const check = await loadCheck();
const listed = [];
for (const server of SERVERS) listed.push(await listDefinitions(server));
const servers = listed.map(found => ({
  package: found.package,
  version: found.version,
  verdicts: verdictsOf(found, listed, check.checkToolSurface).map(
    ({ location, sha256, findings }) => [
      location,
      sha256,
      ...new Set(findings.map(({ rule }) => rule)),
    ],
  ),
}));
// One definition a line: it is read as a list and compared as one.
const lines = servers.map(
  server =>
    `{"package": ${JSON.stringify(server.package)}, "version": ${JSON.stringify(
      server.version,
    )}, "verdicts": [\n${server.verdicts
      .map(verdict => JSON.stringify(verdict))
      .join(',\n')}\n]}`,
);
await write(VERDICTS, `{"servers": [${lines.join(',\n')}]}`);
await write(DOCUMENT, documentWith(readFileSync(DOCUMENT, 'utf8'), check));
console.log(
  `Written: ${[VERDICTS, DOCUMENT].map(path => join(path)).join(', ')}`,
);
