import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import { SandboxFixture } from '../__testUtils__/SandboxFixture';
import { MacosDriver } from './MacosDriver';
import { MacosRecords } from './MacosRecords';
import { startMacos } from './startMacos';

// On Linux: what of the driver is no macOS. The library's program is a stand-in, which confines nothing.
const STAND_IN = `
  const { spawn } = require('node:child_process');
  const [, , , , , ...command] = process.argv;
  const child = spawn(command[0], command.slice(1), { stdio: 'inherit' });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', code => process.exit(code ?? 1));
`;
const LIMITS = {
  ...{ memoryBytes: 2 ** 30, pids: 50, cpu: 4, openFiles: 256 },
  ...{ fileBytes: 2 ** 20, tmpBytes: 2 ** 20, diskBytes: 2 ** 30 },
};

describe('MacosDriver', () => {
  let fixture: SandboxFixture;
  beforeEach(() => {
    fixture = SandboxFixture.create();
  });
  afterEach(() => fixture.close());

  const driver = (change = {}) =>
    MacosDriver.create({
      settings: fixture.settings(change),
      logger: mockServices.logger.mock(),
    });

  it('is not ready where there is no Seatbelt, says so, and starts and installs nothing', async () => {
    const { ready, tier, problems } = await driver().status();
    expect([ready, tier]).toEqual([false, undefined]);
    expect(problems[0].text).toContain('sandbox-exec');
    await expect(driver().start(fixture.spec(''))).rejects.toThrow(
      'Run servers with the docker driver',
    );
    await expect(
      driver().prepare({ registry: 'npm', identifier: 'a', version: '1.0.0' }),
    ).rejects.toThrow('Run servers with the docker driver');
  });

  it('says of a profile what cannot be kept', async () => {
    const problems = await driver().check({ write: ['volume://notes:/notes'] });
    expect(problems).toEqual([expect.stringContaining('is a volume')]);
  });

  it('sweeps what owners that are gone have left, and nothing else', async () => {
    const records = MacosRecords.create(fixture.settings());
    records.make('r1', { owner: 'gone', location: '/p/1' });
    records.make('r2', { owner: 'here', location: '/p/2' });
    expect([...records.locations()].sort()).toEqual(['/p/1', '/p/2']);
    const isAlive = (owner: string) => owner === 'here';
    expect(await driver().sweep({ isAlive })).toEqual(['r1']);
    expect(records.list()).toEqual([
      { runtimeId: 'r2', owner: 'here', location: '/p/2' },
    ]);
  });

  function begin(program: string, onReleased = () => {}) {
    const folder = fixture.path('run');
    mkdirSync(folder, { recursive: true });
    const place = (name: string, content: string) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    return startMacos({
      ...{ runtimeId: 'r1', node: process.execPath, tmp: folder, onReleased },
      program: place('stand-in.cjs', STAND_IN),
      settingsFile: place('settings.json', '{}'),
      env: { PATH: '/usr/bin:/bin', WORD: 'own' },
      command: [process.execPath, place('server.mjs', program)],
      limits: LIMITS,
      onOveruse: () => {},
      onWatchError: () => {},
    });
  }

  it('gives a server its variables and no others, and bounds of each process', async () => {
    const server = begin(`
      import { execFileSync } from 'node:child_process';
      const sh = text => execFileSync('/bin/sh', ['-c', text]).toString().trim();
      console.log(JSON.stringify([process.env.WORD, process.env.HOME ?? null, sh('ulimit -n; ulimit -f; ulimit -c')]));
    `);
    const said = await text(server.stdout);
    expect(JSON.parse(said)).toEqual(['own', null, '256\n2048\n0']);
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('measures the server, ends all of its group, and lets go', async () => {
    const released = jest.fn();
    const server = begin(
      `
      import { spawn } from 'node:child_process';
      process.on('SIGTERM', () => {});
      const child = spawn('/bin/sleep', ['60']);
      console.log(child.pid);
      setInterval(() => {}, 1000);
    `,
      released,
    );
    const [chunk] = await once(server.stdout, 'data');
    const sleeper = Number(String(chunk));
    const { pids, memoryBytes } = await server.usage();
    // The shell became the server.
    expect(pids).toBe(2);
    expect(memoryBytes).toBeGreaterThan(10 * 2 ** 20);
    await server.stop({ graceMs: 500 });
    expect(await server.exited).toMatchObject({ killedFor: 'stopped' });
    expect(released).toHaveBeenCalledTimes(1);
    await waitUntilGone(sleeper);
  });
});

/** Somebody else has to take note of its end. */
async function waitUntilGone(pid: number): Promise<void> {
  for (let left = 50; left > 0; left--) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await wait(100);
  }
  throw new Error(`Process ${pid} is left`);
}
