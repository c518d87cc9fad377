// Runs the hostile program in every tier that this machine has, and writes what became of it to docs/assurance/sandbox.md.
// Usage: npm run hostile
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { runHostile } from './lib/runHostile.mjs';
import { variants } from './lib/variants.mjs';
import { writeReport } from './lib/writeReport.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const runs = [];
for (const { name, options } of variants()) {
  process.stdout.write(`${name} …\n`);
  runs.push({ name, ...(await runHostile(options)) });
}
const os = /^PRETTY_NAME="?([^"\n]+)/m.exec(
  readFileSync('/etc/os-release', 'utf8'),
)?.[1];
const { text, isHeld } = writeReport(runs, {
  date: new Date().toISOString().slice(0, 10),
  machine: `${os}, Linux ${release().split('-')[0]}, ${
    cpus().length
  } cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  bwrap: ['bwrap', 'runsc']
    .map(name => spawnSync(name, ['--version'], { encoding: 'utf8' }).stdout)
    .map(said => said?.split('\n')[0])
    .filter(Boolean)
    .join(', '),
  node: process.version,
});
const file = join(root, 'docs', 'assurance', 'sandbox.md');
writeFileSync(file, text);
spawnSync(join(root, 'node_modules', '.bin', 'prettier'), ['--write', file]);
process.stdout.write(
  `${isHeld ? 'All held' : 'NOT ALL HELD'}: docs/assurance/sandbox.md\n`,
);
process.exitCode = isHeld ? 0 : 1;
