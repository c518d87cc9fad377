import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeUv,
  uvNotRun,
  uvOfTests,
} from '../../__testUtils__/describeUv';
import { SandboxFixture } from '../../__testUtils__/SandboxFixture';
import { startPythonIndex } from '../../__testUtils__/startPythonIndex';
import { readPin } from '@sallyport/backstage-plugin-mcp-gateway-node';

jest.setTimeout(120_000);

const SERVER = {
  name: 'example-server',
  version: '1.0.0',
  files: {
    'example_server/__init__.py': '',
    'example_server/main.py': [
      'import json, os, sys, helper',
      'class App:',
      '    @staticmethod',
      '    def run():',
      '        foreign = [p for p in sys.path if p.endswith("-packages")]',
      '        print(json.dumps([helper.WORD, sys.argv, foreign, os.access(__file__, os.W_OK)]))',
    ].join('\n'),
  },
  scripts: { 'example-server': 'example_server.main:App.run' },
  requires: ['helper>=1.0'],
};
const HELPER = {
  name: 'helper',
  version: '1.0',
  files: { 'helper.py': 'WORD = "helper 1.0"\n' },
  scripts: { 'not-its-own': 'helper:main' },
};
const NEWER_HELPER = {
  ...HELPER,
  version: '1.1',
  files: { 'helper.py': 'WORD = "helper 1.1"\n' },
  at: '2100-01-01T00:00:00.000Z',
};
const WANTED = {
  registry: 'pypi' as const,
  identifier: 'Example_Server',
  version: '1.0.0',
};
const RAN = ['helper 1.0', ['example-server', '--quiet'], [], false];

describeUv(`PypiPackages${uvNotRun}`, () => {
  let index: Awaited<ReturnType<typeof startPythonIndex>>;
  let fixture: SandboxFixture;

  beforeEach(async () => {
    fixture = SandboxFixture.create();
    index = await startPythonIndex();
    index.publish(SERVER, HELPER);
  });
  afterEach(async () => {
    index.close();
    await fixture.close();
  });

  const driver = (more = {}) =>
    fixture.driver({
      pypi: { index: index.url, fileHosts: [], uv: uvOfTests, ...more },
    });
  const run = (
    one: ReturnType<typeof driver>,
    prepared: Awaited<ReturnType<ReturnType<typeof driver>['prepare']>>,
  ) => fixture.run(one, fixture.spec('', { prepared, args: ['--quiet'] }));

  it('S4: installs by hashes and builds nothing, pins the whole tree, and runs from what nobody can change', async () => {
    const one = driver();
    const prepared = await one.prepare(WANTED);
    expect(readPin(prepared.integrity)).toEqual({
      archive: expect.stringMatching(/^sha256-/),
      tree: expect.any(String),
      at: expect.any(Number),
    });
    expect(prepared.commands).toEqual({
      'example-server': 'commands/example-server.py',
    });
    const { mode, uid } = statSync(join(prepared.location, 'site/helper.py'));
    expect([mode & 0o022, uid]).toEqual([0, process.getuid!()]);
    expect(existsSync(join(prepared.location, '.uv'))).toBe(false);
    expect(await run(one, prepared)).toEqual(RAN);
    expect(readdirSync(fixture.path('state', 'installs'))).toEqual([]);

    const asked = index.asked.length;
    const [again, pinned] = await Promise.all([
      one.prepare(WANTED),
      one.prepare({ ...WANTED, integrity: prepared.integrity }),
    ]);
    expect([again.location, pinned.location]).toEqual([
      prepared.location,
      prepared.location,
    ]);
    expect(index.asked.length).toBe(asked);
    // The same name at npm is another package.
    await expect(
      one.prepare({ ...WANTED, registry: 'npm' }),
    ).rejects.not.toHaveProperty('location');
  });

  it('S4: brings what was pinned again although newer versions came out, by lockfile or by date', async () => {
    const one = driver();
    const { integrity, location } = await one.prepare(WANTED);
    index.publish(NEWER_HELPER);
    rmSync(location, { recursive: true });
    const again = await one.prepare({ ...WANTED, integrity });
    expect(again.integrity).toBe(integrity);
    expect(await run(one, again)).toEqual(RAN);
    rmSync(again.location, { recursive: true });
    rmSync(fixture.path('state', 'locks'), { recursive: true });
    const byDate = await one.prepare({ ...WANTED, integrity });
    expect(byDate.integrity).toBe(integrity);
  });

  it('S4: refuses other files under the approved version, and another tree', async () => {
    const one = driver();
    const { integrity, location } = await one.prepare(WANTED);
    rmSync(location, { recursive: true });
    const evil = { ...HELPER, files: { 'helper.py': 'WORD = "evil"\n' } };
    index.withdraw();
    index.publish(SERVER, evil);
    // By its lockfile, whose hash the file does not have any more.
    await expect(one.prepare({ ...WANTED, integrity })).rejects.toThrow(
      'could not be installed',
    );
    rmSync(fixture.path('state', 'locks'), { recursive: true });
    await expect(one.prepare({ ...WANTED, integrity })).rejects.toThrow(
      'Approve it anew',
    );
    index.withdraw();
    index.publish({ ...SERVER, scripts: { x: 'helper:evil' } }, HELPER);
    await expect(one.prepare({ ...WANTED, integrity })).rejects.toThrow(
      'not what was approved',
    );
    expect(readdirSync(fixture.path('state', 'installs'))).toEqual([]);
    expect(readdirSync(fixture.path('state', 'packages'))).toEqual([]);
  });

  it('S4: refuses a file that has not the bytes of its hash', async () => {
    index.withdraw();
    index.publish(SERVER, { ...HELPER, isForged: true });
    await expect(driver().prepare(WANTED)).rejects.toThrow(/hash/i);
    expect(readdirSync(fixture.path('state', 'packages'))).toEqual([]);
  });

  it('takes the one file that a definition names by its hash, as the index shows it', async () => {
    const integrity = `sha256:${index.hashOf(SERVER)}`;
    const prepared = await driver().prepare({ ...WANTED, integrity });
    expect(readPin(prepared.integrity)).toEqual({
      ...{ archive: integrity, tree: expect.any(String) },
      at: expect.any(Number),
    });
    await expect(
      driver().prepare({ ...WANTED, integrity: `sha256:${'0'.repeat(64)}` }),
    ).rejects.toThrow('the index has no file');
  });

  it('S4: builds nothing: what has no wheel is not installed, and none of its code runs', async () => {
    index.withdraw();
    index.publish(SERVER, { ...HELPER, isSource: true });
    await expect(driver().prepare(WANTED)).rejects.toThrow(
      'could not be installed',
    );
    expect(readdirSync(fixture.path('state', 'packages'))).toEqual([]);
  });

  it('S4: takes nothing from elsewhere than the index', async () => {
    index.withdraw();
    const requires = ['helper @ http://evil.test/helper-1.0-py3-none-any.whl'];
    index.publish({ ...SERVER, requires });
    await expect(driver().prepare(WANTED)).rejects.toThrow(
      'could not be installed',
    );
    expect(readdirSync(fixture.path('state', 'packages'))).toEqual([]);
  });

  it.each([
    ['a range', { ...WANTED, version: '>=1.0' }, 'exact version'],
    ['an address', { ...WANTED, identifier: 'a @ http://x' }, 'name of a Py'],
    ['an option', { ...WANTED, identifier: '--index-url' }, 'name of a Python'],
    [
      'what is not there',
      { ...WANTED, identifier: 'nowhere' },
      'could not be installed: No solution found',
    ],
    [
      'a pin of npm',
      { ...WANTED, integrity: 'sha512-abcdefgh' },
      'pinned by sha256',
    ],
    ['no program', { ...WANTED, identifier: 'plain' }, 'has no program'],
  ])('says why not: %s', async (_, wanted, words) => {
    index.publish({ name: 'plain', version: '1.0.0', files: { 'a.py': '' } });
    await expect(driver().prepare(wanted)).rejects.toThrow(words);
  });

  it('says why not: there is no uv, or no Python', async () => {
    await expect(driver({ uv: '/nowhere/uv' }).prepare(WANTED)).rejects.toThrow(
      'There is no uv at /nowhere/uv',
    );
    await expect(
      driver({ python: '/nowhere/python3' }).prepare(WANTED),
    ).rejects.toThrow('There is no Python at /nowhere/python3');
  });

  it('C6: says nothing of the name and password of the index', async () => {
    const url = new URL(index.url);
    Object.assign(url, { username: 'reader', password: 'sesame%2Fopen' });
    index.withdraw();
    const failure = await driver({ index: url.href })
      .prepare(WANTED)
      .catch(error => error.message);
    expect(failure).toContain('could not be installed');
    expect(failure).not.toMatch(/reader|sesame/);
  });
});
