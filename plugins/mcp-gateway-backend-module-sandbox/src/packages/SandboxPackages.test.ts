import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describeSandbox } from '../__testUtils__/describeSandbox';
import { SandboxFixture } from '../__testUtils__/SandboxFixture';
import { startNpmRegistry } from '../__testUtils__/startNpmRegistry';
import { readPin } from '@sallyport/backstage-plugin-mcp-gateway-node';

jest.setTimeout(120_000);

const SERVER = {
  name: '@example/server',
  version: '1.0.0',
  files: {
    'index.js': `process.stdout.write(JSON.stringify(require('helper')));`,
  },
  manifest: {
    bin: { 'example-server': 'index.js' },
    dependencies: { helper: '^1.0.0' },
    scripts: { postinstall: 'touch SCRIPT_RAN' },
  },
};
const HELPER = {
  name: 'helper',
  version: '1.0.0',
  files: { 'index.js': 'module.exports = "helper 1.0.0";' },
  manifest: { main: 'index.js', scripts: { install: 'touch SCRIPT_RAN' } },
};
const NEWER_HELPER = {
  ...HELPER,
  version: '1.1.0',
  files: { 'index.js': 'module.exports = "helper 1.1.0";' },
  at: '2100-01-01T00:00:00.000Z',
};

const WANTED = {
  registry: 'npm' as const,
  identifier: '@example/server',
  version: '1.0.0',
};

describeSandbox('SandboxPackages', () => {
  let registry: Awaited<ReturnType<typeof startNpmRegistry>>;
  let fixture: SandboxFixture;

  beforeEach(async () => {
    fixture = SandboxFixture.create();
    registry = await startNpmRegistry();
    registry.publish(SERVER, HELPER);
  });
  afterEach(async () => {
    registry.close();
    await fixture.close();
  });

  const driver = (more = {}) =>
    fixture.driver({
      packages: {
        npmRegistry: registry.url,
        installed: [],
        cacheBytes: 2 ** 30,
        timeoutMs: 60_000,
        ...more,
      },
    });

  it('S4: installs without scripts, pins the whole tree, and runs from what nobody can change', async () => {
    const one = driver();
    const prepared = await one.prepare(WANTED);
    expect(readPin(prepared.integrity)).toEqual({
      archive: expect.stringMatching(/^sha512-/),
      tree: expect.any(String),
      at: expect.any(Number),
    });
    expect(prepared.commands).toEqual({
      'example-server': 'node_modules/@example/server/index.js',
    });
    // npm runs a script in the folder of its package.
    for (const name of ['@example/server', 'helper']) {
      const mark = join(prepared.location, 'node_modules', name, 'SCRIPT_RAN');
      expect(existsSync(mark)).toBe(false);
    }
    const { mode, uid } = statSync(
      join(prepared.location, 'node_modules/helper/index.js'),
    );
    expect([mode & 0o022, uid]).toEqual([0, process.getuid!()]);
    expect(await fixture.run(one, fixture.spec('', { prepared }))).toBe(
      'helper 1.0.0',
    );
    expect(readdirSync(fixture.path('state', 'installs'))).toEqual([]);

    const asked = registry.asked.length;
    const [again, pinned] = await Promise.all([
      one.prepare(WANTED),
      one.prepare({ ...WANTED, integrity: prepared.integrity }),
    ]);
    expect([again.location, pinned.location]).toEqual([
      prepared.location,
      prepared.location,
    ]);
    expect(registry.asked.length).toBe(asked);
  });

  it('S4: brings what was pinned again although newer versions came out, by lockfile or by date', async () => {
    const one = driver();
    const { integrity, location } = await one.prepare(WANTED);
    registry.publish(NEWER_HELPER);
    rmSync(location, { recursive: true });
    const again = await one.prepare({ ...WANTED, integrity });
    expect(again.integrity).toBe(integrity);
    expect(await fixture.run(one, fixture.spec('', { prepared: again }))).toBe(
      'helper 1.0.0',
    );
    rmSync(again.location, { recursive: true });
    rmSync(fixture.path('state', 'locks'), { recursive: true });
    const byDate = await one.prepare({ ...WANTED, integrity });
    expect(byDate.integrity).toBe(integrity);
  });

  it('S4: refuses another archive under the approved version, and another tree', async () => {
    const one = driver();
    const { integrity, location } = await one.prepare(WANTED);
    rmSync(location, { recursive: true });
    rmSync(fixture.path('state', 'locks'), { recursive: true });
    registry.withdraw();
    registry.publish(SERVER, {
      ...HELPER,
      files: { 'index.js': 'module.exports = "evil";' },
    });
    await expect(one.prepare({ ...WANTED, integrity })).rejects.toThrow(
      'Approve it anew',
    );
    registry.withdraw();
    registry.publish({ ...SERVER, files: { 'index.js': 'evil()' } }, HELPER);
    await expect(one.prepare({ ...WANTED, integrity })).rejects.toThrow(
      'not what was approved',
    );
    expect(readdirSync(fixture.path('state', 'installs'))).toEqual([]);
    expect(readdirSync(fixture.path('state', 'packages'))).toEqual([]);
  });

  it('S4: takes nothing from elsewhere than the registry', async () => {
    registry.withdraw();
    registry.publish({
      ...SERVER,
      manifest: {
        ...SERVER.manifest,
        dependencies: { helper: 'http://evil.test/helper.tgz' },
      },
    });
    await expect(driver().prepare(WANTED)).rejects.toThrow(
      'could not be installed',
    );
    expect(readdirSync(fixture.path('state', 'packages'))).toEqual([]);
  });

  it.each([
    ['a range', { ...WANTED, version: '^1.0.0' }, 'exact version'],
    ['a tag', { ...WANTED, version: 'latest' }, 'exact version'],
    [
      'an address',
      { ...WANTED, identifier: 'https://evil.test/x.tgz' },
      'name of an npm package',
    ],
    [
      'an option',
      { ...WANTED, identifier: '--registry=http://evil.test' },
      'name of an npm package',
    ],
    [
      'a package of another registry',
      { ...WANTED, registry: 'oci' as const },
      'another driver',
    ],
    [
      'what is not there',
      { ...WANTED, identifier: 'nowhere' },
      'could not be installed',
    ],
  ])('says why not: %s', async (_, wanted, words) => {
    await expect(driver().prepare(wanted)).rejects.toThrow(words);
  });

  it('takes what is installed already, and only what it needs of that', async () => {
    const place = (path: string, content: string) => {
      const file = fixture.path('app', path);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, content);
    };
    for (const { name, version, files, manifest } of [SERVER, HELPER]) {
      place(
        `node_modules/${name}/package.json`,
        JSON.stringify({ ...manifest, name, version }),
      );
      place(`node_modules/${name}/index.js`, files['index.js']);
    }
    place(
      'node_modules/unrelated/package.json',
      '{"name":"unrelated","version":"1.0.0"}',
    );
    const one = driver({ installed: [fixture.path('app', 'deep', 'inside')] });
    const prepared = await one.prepare(WANTED);
    expect(prepared.integrity).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(registry.asked).toEqual([]);
    expect(readdirSync(join(prepared.location, 'node_modules')).sort()).toEqual(
      ['@example', 'helper'],
    );
    expect(await fixture.run(one, fixture.spec('', { prepared }))).toBe(
      'helper 1.0.0',
    );

    // A pin of the registry cannot be checked against a folder: that one is fetched.
    const fetched = await driver().prepare({
      ...WANTED,
      version: '1.0.0',
      integrity: undefined,
    });
    expect(fetched.location).toBe(prepared.location);
    place('node_modules/helper/index.js', 'module.exports = "changed";');
    rmSync(prepared.location, { recursive: true });
    await expect(
      one.prepare({ ...WANTED, integrity: prepared.integrity }),
    ).rejects.toThrow('approved as sha256:');
  });
});
