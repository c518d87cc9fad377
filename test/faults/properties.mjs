// Draws other cases for the property tests than `npm test` does: a new seed in each round, printed, so that what fails is found again.
// Usage: npm run fuzz:properties [-- --rounds 10 --seed N --only plugins/mcp-gateway-common]; with --seed each round adds one to it
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string' },
    /** A folder. */
    only: { type: 'string', default: '' },
  },
});
const root = fileURLToPath(new URL('../..', import.meta.url));
const first = Number(values.seed ?? Date.now() % 2 ** 31);
const files = execFileSync(
  'git',
  ['grep', '-l', "from 'fast-check'", '--', '*.test.ts', '*.test.tsx'],
  { cwd: root, encoding: 'utf8' },
)
  .split('\n')
  .filter(file => file !== '' && file.startsWith(values.only));
if (files.length === 0) throw new Error('No property test is there');

const failed = [];
for (let round = 0; round < Number(values.rounds); round += 1) {
  const seed = first + round;
  const { status } = spawnSync(
    process.execPath,
    [
      'node_modules/@backstage/cli/bin/backstage-cli',
      ...['repo', 'test', '--watchAll=false', '--maxWorkers=2', '--silent'],
      ...files,
    ],
    {
      ...{ cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
      env: { ...process.env, CI: '', SALLYPORT_PROPERTY_SEED: String(seed) },
    },
  );
  process.stdout.write(
    `seed ${seed}: ${files.length} files, ${status === 0 ? 'ok' : 'FAILED'}\n`,
  );
  if (status !== 0) failed.push(seed);
}
if (failed.length > 0) {
  process.stdout.write(
    `Again: SALLYPORT_PROPERTY_SEED=${failed[0]} npx backstage-cli repo test <the file>\n`,
  );
  process.exitCode = 1;
}
