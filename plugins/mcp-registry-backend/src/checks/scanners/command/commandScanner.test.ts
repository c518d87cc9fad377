import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aCommand, aLog, aScanned } from '../__testUtils__/scanned';
import { ScannerCheck } from '../ScannerCheck';
import type { CommandScanner } from '../ScannerSettings';
import { createCommandScanner } from './createCommandScanner';

const run = (
  settings: CommandScanner,
  options: {
    subject?: ReturnType<typeof aScanned>;
    signal?: AbortSignal;
    sbom?: string;
  } = {},
) =>
  ScannerCheck.create({
    settings,
    scanner: createCommandScanner(settings),
    findSbom: async () => options.sbom,
  }).run(options.subject ?? aScanned(), {
    signal: options.signal ?? new AbortController().signal,
  });

/** A program that writes this, where it should. */
const writes = (text: string) =>
  `require('fs').writeFileSync(process.argv[1], ${JSON.stringify(text)});`;
const log = (more: object = {}) => writes(JSON.stringify(aLog(more)));
const result = (more: object = {}) => ({
  ...{ ruleId: 'r1', message: { text: 'Found it' } },
  ...more,
});

const scans = async () =>
  (await readdir(tmpdir())).filter(name => name.startsWith('sallyport-scan-'));

describe('a command as a scanner', () => {
  // The truth table: what came of the program, and what that is as a verdict.
  it.each<[string, string, string, string]>([
    ['rules were tried, and nothing found', log(), 'pass', 'nothing'],
    [
      'a note',
      log({ results: [result({ level: 'note' })] }),
      'pass',
      'nothing',
    ],
    [
      'a warning',
      log({ results: [result({ level: 'warning' })] }),
      'warn',
      'Found it',
    ],
    ['no level is a warning', log({ results: [result()] }), 'warn', 'Found it'],
    [
      'an error',
      log({ results: [result({ level: 'error' }), result()] }),
      'fail',
      'Found it',
    ],
    [
      'the rule’s own level',
      log({
        tool: {
          driver: {
            name: 'mine',
            rules: [{ id: 'r1', defaultConfiguration: { level: 'error' } }],
          },
        },
        results: [result()],
      }),
      'fail',
      'Found it',
    ],
    [
      'suppressed by whoever wrote the code, and there',
      log({
        results: [
          result({ level: 'error', suppressions: [{ kind: 'inSource' }] }),
        ],
      }),
      'fail',
      'Found it',
    ],
    [
      'a rule that was kept to',
      log({ results: [result({ kind: 'pass', level: 'none' })] }),
      'pass',
      'nothing',
    ],
    [
      'it says that it was done, without rules',
      log({
        tool: { driver: { name: 'mine' } },
        invocations: [{ executionSuccessful: true }],
      }),
      'pass',
      'nothing',
    ],
    [
      'it crashes',
      'throw new Error("broken pipe of tea")',
      'error',
      'It ended with 1',
    ],
    [
      'it crashes after a log without findings',
      `${log()} process.exit(3)`,
      'error',
      'It ended with 3',
    ],
    [
      'it is killed',
      'process.kill(process.pid, "SIGKILL")',
      'error',
      'SIGKILL',
    ],
    ['it writes nothing', '', 'error', 'no output file'],
    ['it writes an empty file', writes(''), 'error', 'wrote nothing'],
    ['it writes no JSON', writes('<xml/>'), 'error', 'no JSON'],
    [
      'it writes something else',
      writes('{"vulnerabilities":[]}'),
      'error',
      'something else than SARIF',
    ],
    [
      'it writes another version',
      writes(JSON.stringify({ ...aLog(), version: '1.0.0' })),
      'error',
      'something else than SARIF',
    ],
    [
      'no run',
      writes(JSON.stringify({ ...aLog(), runs: [] })),
      'error',
      'no run',
    ],
    [
      'no rules, no results, no word of having been done',
      log({ tool: { driver: { name: 'mine' } } }),
      'error',
      'does not say that any rule was tried',
    ],
    ['no results at all', log({ results: null }), 'error', 'did not run'],
    [
      'it was not done to its end',
      log({ invocations: [{ executionSuccessful: false }] }),
      'error',
      'not done to its end',
    ],
    [
      'it says so by the way',
      log({
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [
              { level: 'error', message: { text: 'half of it' } },
            ],
          },
        ],
      }),
      'error',
      'half of it',
    ],
    [
      'one of two runs was not done',
      writes(
        JSON.stringify({
          version: '2.1.0',
          runs: [...aLog().runs, ...aLog({ results: undefined }).runs],
        }),
      ),
      'error',
      'did not run',
    ],
    [
      'it writes without end',
      `const f = require('fs').openSync(process.argv[1], 'w'); for (let i = 0; i < 200; i++) require('fs').writeSync(f, 'x'.repeat(1000));`,
      'error',
      'too much',
    ],
    [
      'its output leads elsewhere',
      `require('fs').symlinkSync('/etc/hostname', process.argv[1])`,
      'error',
      'no output file',
    ],
  ])('%s', async (_, program, outcome, words) => {
    const { outcome: is, summary } = await run(aCommand(program));
    expect([is, summary]).toEqual([outcome, expect.stringContaining(words)]);
  });

  it('may end with another number where the configuration says so', async () => {
    const program = `${log({
      results: [result({ level: 'error' })],
    })} process.exit(1)`;
    expect((await run(aCommand(program, { exitCodes: [0, 1] }))).outcome).toBe(
      'fail',
    );
  });

  it('is no verdict where the program is not there', async () => {
    const settings = aCommand('', { command: ['/nowhere/scan'] });
    expect(await run(settings)).toMatchObject({
      outcome: 'error',
      summary: 'It could not be started (ENOENT).',
    });
  });

  it('is ended with all that it started when its time is over', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scan-test-'));
    const started = join(folder, 'started');
    const program = `
      const { spawn } = require('child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      require('fs').writeFileSync(${JSON.stringify(
        started,
      )}, String(child.pid));
      setInterval(() => {}, 1000);`;
    const over = new AbortController();
    const running = run(aCommand(program), { signal: over.signal });
    while (!existsSync(started) || !(await readFile(started, 'utf8'))) {
      await new Promise(done => setTimeout(done, 20));
    }
    over.abort();
    expect(await running).toMatchObject({
      outcome: 'error',
      isTransient: true,
      summary: 'It took too long and was ended.',
    });
    const pid = Number(await readFile(started, 'utf8'));
    await expect(gone(pid)).resolves.toBe(true);
    await rm(folder, { recursive: true });
  });

  it('sees what it is about in files of a folder of its own, and nothing of the portal', async () => {
    process.env.SCAN_TEST_SECRET = 'hidden';
    const before = await scans();
    const program = `
      const fs = require('fs');
      const read = name => JSON.parse(fs.readFileSync(name + '.json', 'utf8'));
      const seen = {
        env: Object.keys(process.env).sort(),
        files: fs.readdirSync('.').sort(),
        digest: read('definition').digest,
        version: read('artifact').package.version,
        sbom: read('sbom'),
        given: process.argv[2] === process.cwd() + '/definition.json',
        words: process.argv[3],
      };
      console.log(JSON.stringify(${JSON.stringify(
        aLog(),
      )}).replace('"results":[]', '"results":[' + JSON.stringify({ level: 'note', message: { text: JSON.stringify(seen) } }) + ']'));`;
    const settings = aCommand(program, {
      command: [
        ...[process.execPath, '-e', program],
        ...['x', '{definition}', '$(id) `id` {unknown}'],
      ],
      environment: { SCANNER_MODE: 'quick' },
    });
    const { findings } = await run(settings, {
      sbom: '{"bomFormat":"CycloneDX"}',
    });
    delete process.env.SCAN_TEST_SECRET;
    expect(JSON.parse(findings[0].message)).toEqual({
      env: ['HOME', 'PATH', 'SCANNER_MODE', 'TMPDIR'],
      files: ['artifact.json', 'definition.json', 'sbom.json'],
      digest: 'sha256:revision',
      version: '1.2.0',
      sbom: { bomFormat: 'CycloneDX' },
      given: true,
      words: '$(id) `id` {unknown}',
    });
    expect(await scans()).toEqual(before);
  });

  it('is not asked about what it is not for', async () => {
    const settings = aCommand('', { kinds: ['oci'] });
    expect(await run(settings)).toMatchObject({
      outcome: 'notApplicable',
      summary: 'This scanner is asked about oci, and this is npm.',
    });
  });
});

/** Waits until a process is no more, or a corpse. */
async function gone(pid: number): Promise<boolean> {
  for (;;) {
    try {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      if (/\) Z /.test(stat)) return true;
    } catch {
      return true;
    }
    await new Promise(done => setTimeout(done, 20));
  }
}
