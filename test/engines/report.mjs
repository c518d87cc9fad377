// Runs the hostile program in each engine that this machine has, and writes what became of it to docs/assurance/sandbox-docker.md.
// Usage: npm run hostile:engines
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeReport } from '../hostile/lib/writeReport.mjs';
import { EngineFixture } from './lib/EngineFixture.mjs';
import { ENGINES } from './lib/engines.mjs';
import { runHostile } from './lib/runHostile.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const runs = [];
const engines = [];
for (const kind of Object.keys(ENGINES)) {
  process.stdout.write(`${kind} …\n`);
  const fixture = await EngineFixture.create(kind);
  try {
    const { Version } = await fixture.ask('/version');
    engines.push(`${kind} ${Version}`);
    runs.push({ name: `${kind} ${Version}`, ...(await runHostile(fixture)) });
  } finally {
    await fixture.close();
  }
}
const os = /^PRETTY_NAME="?([^"\n]+)/m.exec(
  readFileSync('/etc/os-release', 'utf8'),
)?.[1];
const { text, isHeld } = writeReport(runs, {
  date: new Date().toISOString().slice(0, 10),
  machine: `${os}, Linux ${release().split('-')[0]}, ${
    cpus().length
  } cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  bwrap: engines.join(', '),
  node: process.version,
});
// The tables are those of the sandboxes' report; what frames them is about containers.
const end = text.indexOf('## What is not covered');
const page = text
  .slice(0, end)
  .replace(
    '# What a hostile server can do in a sandbox',
    '# What a hostile server can do in a container',
  )
  .replace(/`sandbox`/, '`docker`')
  .replace('npm run hostile\n', 'npm run hostile:engines\n')
  .replace(
    '[test/hostile](../../test/hostile/README.md)',
    '[test/engines](../../test/engines/README.md)',
  )
  .replaceAll('outside of any sandbox', 'outside of any container');
const file = join(root, 'docs', 'assurance', 'sandbox-docker.md');
writeFileSync(
  file,
  `${page}## What is not covered

- Engines without root, remote engines and Docker Desktop: the driver refuses the first, and has not seen the others.
- gVisor as the engine's runtime (\`runsc\`): not run here.
- Disk is watched; only sizes of single files are the kernel's to keep.
- A container shows in \`/proc/self/mounts\` where the engine keeps its layers.
- Whoever may ask the engine sees variables of containers, and secrets that a profile hands over as such to an image (\`as: env\`).
- Bugs of the kernel and of the engine: every container shares the one with the machine, and the other is root on it.
`,
);
spawnSync(join(root, 'node_modules', '.bin', 'prettier'), ['--write', file]);
process.stdout.write(
  `${isHeld ? 'All held' : 'NOT ALL HELD'}: docs/assurance/sandbox-docker.md\n`,
);
process.exit(isHeld ? 0 : 1);
