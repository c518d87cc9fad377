// Every suite of `npm test`, in the order they run: what is quick and points at the cause comes first.
// `budgetSeconds` is for two cores; test/README.md lists the same numbers (test/house guards that).
// `sandboxes`: it starts sandboxes without the product, so what they need is installed before.
// `alone` runs a command where there is nothing but loopback (withLoopbackOnly.mjs), `command` on this machine as it is:
// that is for what fetches or builds. `beside` and `alone` of a suite say what runs at the same time (inLanes.mjs).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jestCounts, nodeTestCounts, playwrightCounts } from './counts.mjs';
import { missingBubblewrap } from '../../../test/hostile/lib/missingBubblewrap.mjs';
import { ENGINES, missingEngine } from '../../../test/engines/lib/engines.mjs';
import { SYSTEM_BROWSERS } from './debianPackages.mjs';
import { loopbackProblem } from './loopback/loopbackProblem.mjs';
import { missingPrometheus } from '../../../test/observability/lib/prometheus.mjs';
import { startPostgres } from './postgres.mjs';
import {
  afterSecond,
  failedJestFiles,
  failedNodeFiles,
  MAX_FILES_AGAIN,
} from './secondAttempt.mjs';
import { findUv } from './uv.mjs';

const BUILD = ['node', 'scripts/sallyport.mjs', 'build'];

const bin = (root, name) => join(root, 'node_modules', '.bin', name);

/** A suite whose commands either succeed or do not: each command is one check. */
const checks = (name, budgetSeconds, ...commands) => ({
  name,
  budgetSeconds,
  async run({ root, command }) {
    const codes = [];
    for (const [program, ...args] of commands)
      codes.push(
        await command([
          program === 'node' ? 'node' : bin(root, program),
          ...args,
        ]),
      );
    const failed = codes.filter(code => code !== 0).length;
    return { passed: codes.length - failed, failed, skipped: 0 };
  },
});

/** A runner that writes a report: an exit code without a failed case in the report is a failure of its own. */
const reported = (code, counts) => {
  if (!counts) return { passed: 0, failed: 1, skipped: 0 };
  if (code !== 0 && counts.failed === 0) return { ...counts, failed: 1 };
  if (counts.passed + counts.failed === 0)
    return { ...counts, failed: 1, note: 'no test ran' };
  return counts;
};

/** Tests of Node's own runner in test/<name>; `startsProduct`: what they start calls nobody. */
const nodeTests = (name, budgetSeconds, { startsProduct, built } = {}) => ({
  name,
  budgetSeconds,
  startsProduct,
  async run({ command, alone, log, logAgain, env }) {
    if (built && (await command(BUILD)) !== 0)
      return { passed: 0, failed: 1, skipped: 0 };
    const runs = startsProduct ? alone : command;
    const attempt = async (files, itsLog) => {
      const runner = ['node', '--test', '--test-reporter=spec'];
      const code = await runs([...runner, ...files], env, itsLog);
      return reported(code, nodeTestCounts(itsLog));
    };
    const first = await attempt([`test/${name}/*.test.mjs`], log);
    if (first.failed === 0) return first;
    const files = failedNodeFiles(log);
    return files.length > 0 && files.length <= MAX_FILES_AGAIN
      ? afterSecond(first, await attempt(files, logAgain))
      : first;
  },
});

const conformanceTests = nodeTests('conformance', 240, { startsProduct: true });

/** The official MCP conformance suite; how many of its scenarios pass belongs to the closing line. */
const conformance = {
  ...conformanceTests,
  async run(options) {
    const result = await conformanceTests.run(options);
    const scores = readFileSync(options.log, 'utf8').matchAll(
      /ℹ (.+: \d+\/\d+)(?: required)? scenarios$/gm,
    );
    return {
      ...result,
      note: [...scores].map(([, score]) => score).join('; '),
    };
  },
};

const unit = {
  name: 'unit',
  budgetSeconds: 1200,
  sandboxes: true,
  async run({ root, results, command, env, log, logAgain, say }) {
    const { uv, missing } = findUv(say);
    const postgres = await startPostgres().catch(error => ({ error }));
    const attempt = async ({ name, itsLog, args }) => {
      const report = join(results, `${name}.json`);
      const code = await command(
        [
          ...[bin(root, 'backstage-cli'), 'repo', 'test'],
          ...['--json', `--outputFile=${report}`, ...args],
        ],
        {
          ...env,
          CI: '1',
          ...(uv && { SALLYPORT_TEST_UV: uv }),
          ...(postgres.connectionString && {
            BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING:
              postgres.connectionString,
          }),
        },
        itsLog,
      );
      return { report, counts: reported(code, jestCounts(report)) };
    };
    try {
      const first = await attempt({
        ...{ name: 'unit', itsLog: log, args: ['--maxWorkers=2'] },
      });
      let result = first.counts;
      const files =
        result.failures && result.failed > 0
          ? failedJestFiles(first.report)
          : [];
      if (files.length > 0 && files.length <= MAX_FILES_AGAIN) {
        const args = ['--maxWorkers=1', ...files];
        const again = { name: 'unit-again', itsLog: logAgain, args };
        result = afterSecond(result, (await attempt(again)).counts);
      }
      const without = postgres.error
        ? `no PostgreSQL: ${postgres.error.message}`
        : !result.onPostgres && 'no test used PostgreSQL';
      return {
        ...result,
        ...(result.onPostgres && {
          note: `${result.onPostgres} of them on PostgreSQL`,
        }),
        notRun: [
          ...(without ? [{ name: 'postgres', note: without }] : []),
          // Asked for only where uv exists: without it there is nothing of the product to test.
          ...(missing
            ? [{ name: 'pypi', note: missing, isOptional: true }]
            : []),
        ],
      };
    } finally {
      await postgres.stop?.();
    }
  },
};

/** A hostile server in sandboxes; without bubblewrap it does not run, which in CI is a failure. */
const hostile = {
  ...nodeTests('hostile', 240),
  missing: () => missingBubblewrap() || undefined,
};

/** The driver `docker` on real engines; where one is missing it does not run, which in CI is a failure. */
const engines = {
  ...nodeTests('engines', 600),
  missing: () =>
    process.env.CI
      ? undefined
      : Object.keys(ENGINES).map(missingEngine).find(Boolean),
};

/** A Playwright project; `e2e` needs the portal's frontend, which is built only when something of it changed. */
const playwright = (name, budgetSeconds, { missing, built } = {}) => ({
  name,
  budgetSeconds,
  missing,
  startsProduct: true,
  async run({ root, results, command, alone, env }) {
    if (built && (await command(BUILD)) !== 0)
      return { passed: 0, failed: 1, skipped: 0 };
    const report = join(results, `${name}.json`);
    const code = await alone(
      [bin(root, 'playwright'), 'test', `--project=${name}`, '--retries=1'],
      {
        ...env,
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
        SALLYPORT_TEST_SUITE: name,
      },
    );
    return reported(code, playwrightCounts(report));
  },
});

const browserMissing = () =>
  process.env.SALLYPORT_BROWSER ||
  SYSTEM_BROWSERS.some(path => existsSync(path))
    ? undefined
    : 'no Chromium on this machine';

export const SUITES = [
  { ...nodeTests('house', 240), beside: true },
  checks('generated', 30, ['node', 'scripts/generate-openapi.mjs', '--check']),
  checks('format', 90, ['prettier', '--check', '.']),
  checks('types', 120, ['tsgo']),
  checks(
    'lint',
    240,
    ['backstage-cli', 'repo', 'lint', '--max-warnings=0'],
    ['eslint', '--ext', '.ts,.js,.mjs', 'scripts', 'test'],
  ),
  nodeTests('surface', 60),
  nodeTests('alerts', 90),
  nodeTests('secrets', 60),
  conformance,
  checks('build', 240, BUILD),
  { ...nodeTests('loopback', 60), missing: loopbackProblem },
  { ...unit, alone: true },
  { ...hostile, alone: true },
  { ...engines, beside: true },
  { ...playwright('clients', 240), beside: true },
  {
    ...nodeTests('observability', 60, { startsProduct: true }),
    missing: missingPrometheus,
  },
  nodeTests('faults', 400, { startsProduct: true }),
  nodeTests('replicas', 200, { startsProduct: true }),
  nodeTests('start', 180, { startsProduct: true, built: true }),
  playwright('e2e', 1000, { missing: browserMissing, built: true }),
];
