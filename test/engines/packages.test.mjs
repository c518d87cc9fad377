// Packages of npm under the driver `docker`, on real engines: installed in a container that reaches the registry alone.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  after,
  afterEach,
  before,
  beforeEach,
  describe,
  test,
} from 'node:test';
import { startNpmRegistry } from '../../plugins/mcp-gateway-backend-module-sandbox/src/__testUtils__/startNpmRegistry.ts';
import { EngineFixture } from './lib/EngineFixture.mjs';
import { ENGINES, missingEngine } from './lib/engines.mjs';

const SERVER = {
  name: '@example/server',
  version: '1.0.0',
  files: {
    'index.js': `const { writeFileSync } = require('node:fs');
let own = 'written';
try { writeFileSync(__dirname + '/x', ''); } catch ({ code }) { own = code; }
process.stdout.write(JSON.stringify({ helper: require('helper'), at: __filename, cwd: process.cwd(), own }));`,
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
  registry: 'npm',
  identifier: '@example/server',
  version: '1.0.0',
};
/** What it says of itself; under `sandbox` it would say the same. */
const SEEN = {
  helper: 'helper 1.0.0',
  at: '/opt/server/node_modules/@example/server/index.js',
  cwd: '/tmp',
  own: 'EROFS',
};

for (const kind of Object.keys(ENGINES)) {
  const skip = process.env.CI ? false : missingEngine(kind) ?? false;
  describe(`packages of npm on ${kind}`, { skip }, () => {
    let fixture;
    let registry;
    const state = (...names) => join(fixture.settings().directory, ...names);
    const left = folder =>
      existsSync(state(folder)) ? readdirSync(state(folder)) : [];
    /** The fixture keeps servers of its own there, too. */
    const installed = () =>
      left('packages').filter(name => /^[0-9a-f]{64}$/.test(name));
    const driver = (change = {}) =>
      fixture.driver({
        packages: {
          ...fixture.settings().packages,
          npmRegistry: registry.url,
        },
        ...change,
      });

    before(async () => {
      fixture = await EngineFixture.create(kind, { npm: true });
    });
    after(() => fixture?.close());
    beforeEach(async () => {
      registry = await startNpmRegistry();
      registry.publish(SERVER, HELPER);
    });
    afterEach(async () => {
      registry.close();
      for (const folder of ['packages', 'locks'])
        rmSync(state(folder), { recursive: true, force: true });
      // Whatever became of it: no container, no secret of npm and no half of a package is left.
      assert.deepEqual(await fixture.ask('/containers/json?all=true'), []);
      assert.deepEqual(left('installs'), []);
      assert.deepEqual(readdirSync(fixture.settings().runDirectory), []);
    });

    test('S4: installs without scripts, pins the whole tree, and runs from what nobody can change', async () => {
      const one = driver();
      const prepared = await one.prepare(WANTED);
      assert.match(prepared.integrity, /^sha512-[^?]+\?tree=[\w-]+&at=\d+$/);
      for (const name of ['@example/server', 'helper']) {
        const folder = join(prepared.location, 'node_modules', name);
        assert.ok(!existsSync(join(folder, 'SCRIPT_RAN')));
      }
      const { mode, uid } = statSync(
        join(prepared.location, 'node_modules/helper/index.js'),
      );
      assert.deepEqual([mode & 0o022, uid], [0, 0]);
      assert.deepEqual(await fixture.run(one, fixture.specOf(prepared)), SEEN);
      const asked = registry.asked.length;
      const { integrity } = prepared;
      const again = await one.prepare({ ...WANTED, integrity });
      assert.equal(again.location, prepared.location);
      assert.equal(registry.asked.length, asked);
    });

    test('S4: brings what was pinned again although newer versions came out, and refuses anything else', async () => {
      const one = driver();
      const { integrity, location } = await one.prepare(WANTED);
      registry.publish(NEWER_HELPER);
      rmSync(location, { recursive: true });
      const again = await one.prepare({ ...WANTED, integrity });
      assert.equal(again.integrity, integrity);
      assert.deepEqual(await fixture.run(one, fixture.specOf(again)), SEEN);
      rmSync(again.location, { recursive: true });
      registry.withdraw();
      registry.publish({ ...SERVER, files: { 'index.js': 'evil()' } }, HELPER);
      await assert.rejects(one.prepare({ ...WANTED, integrity }));
      assert.deepEqual(installed(), []);
    });

    test('S4: takes nothing from elsewhere than the registry', async () => {
      registry.withdraw();
      registry.publish({
        ...SERVER,
        manifest: {
          ...SERVER.manifest,
          // npm asks git at once, and web servers again and again.
          dependencies: { helper: 'git+https://evil.test/helper.git' },
        },
      });
      await assert.rejects(driver().prepare(WANTED), /could not be installed/);
      assert.deepEqual(installed(), []);
    });

    test('says why not where no image with Node is named', async () => {
      await assert.rejects(
        driver({ nodeImage: undefined }).prepare(WANTED),
        /set mcpGateway\.runtimes\.docker\.nodeImage/,
      );
      assert.deepEqual(registry.asked, []);
    });
  });
}
