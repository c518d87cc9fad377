// Servers that are images, on real engines: from a registry with a password, by digest, and from the machine alone.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { EngineFixture } from './lib/EngineFixture.mjs';
import { ENGINES, missingEngine } from './lib/engines.mjs';
import { packRoot } from './lib/images.mjs';
import { MCP_SERVER, print } from './lib/servers.mjs';
import { startRegistry } from './lib/startRegistry.mjs';

const NODE = '/usr/local/bin/node';
const NAME = 'team/notes';

for (const kind of Object.keys(ENGINES)) {
  const skip = process.env.CI ? false : missingEngine(kind) ?? false;
  describe(`images on ${kind}`, { skip }, () => {
    let archive;
    let registry;
    let fixture;
    const wanted = (version, integrity) => ({
      registry: 'oci',
      identifier: `${registry.host}/${NAME}`,
      version,
      ...(integrity && { integrity }),
    });
    const driverWith = (password, change) =>
      fixture.driver({
        images: {
          registries: [{ host: registry.host, username: 'robot', password }],
          ...{ local: false, maxBytes: 2 ** 30, timeoutMs: 60_000 },
          ...change,
        },
      });

    before(async () => {
      archive = packRoot({
        'server.mjs': MCP_SERVER,
        'look.mjs': `import { writeFileSync } from 'node:fs';
const tried = path => { try { writeFileSync(path, 'x'); return 'written'; } catch ({ code }) { return code; } };
${print(
  "{ args: process.argv.slice(2), cache: tried('/cache/x'), root: tried('/x'), user: process.getuid(), mode: process.env.MODE, own: process.env.OWN }",
)}`,
      });
      registry = await startRegistry({
        ...{ archive, name: NAME, user: 'robot', password: 'sesame' },
      });
      fixture = await EngineFixture.create(kind, { insecure: registry.host });
    });
    after(async () => {
      await fixture?.close();
      registry?.close();
      if (archive) rmSync(archive, { force: true });
    });

    test('a tag is pulled with its password, pinned by its digest, and speaks MCP', async () => {
      const digest = registry.publish('1.0', {
        Entrypoint: [NODE, '/server.mjs'],
      });
      const driver = driverWith('sesame');
      const prepared = await driver.prepare(wanted('1.0'));
      assert.equal(prepared.integrity, digest);
      const server = await fixture.start(driver, fixture.specOf(prepared));
      server.stdin.write('{"jsonrpc":"2.0","id":1,"method":"initialize"}\n');
      const [line] = await once(server.stdout, 'data');
      assert.equal(JSON.parse(line).result.serverInfo.name, 'test');
      await server.stop();
    });

    test('what was approved is what runs, wherever the tag points now', async () => {
      const driver = driverWith('sesame');
      const first = registry.publish('2.0', {
        Entrypoint: [NODE, '/server.mjs'],
      });
      assert.equal((await driver.prepare(wanted('2.0'))).integrity, first);
      const second = registry.publish('2.0', {
        Entrypoint: [NODE, '/look.mjs'],
        Cmd: ['usual'],
        Env: ['OWN=of the image'],
        User: '0:0',
        Volumes: { '/cache': {} },
      });
      const count = registry.asked.length;
      const pinned = await driver.prepare(wanted('2.0', first));
      assert.equal(pinned.integrity, first);
      assert.equal(registry.asked.length, count);
      const moved = await driver.prepare(wanted('2.0'));
      assert.equal(moved.integrity, second);
      const run = change =>
        fixture.run(
          driver,
          fixture.specOf(moved, { env: { MODE: 'x' }, ...change }),
        );
      const seen = {
        args: ['usual'],
        ...{ cache: 'written', root: 'EROFS', user: 65534 },
        ...{ mode: 'x', own: 'of the image' },
      };
      assert.deepEqual(await run({}), seen);
      assert.deepEqual(await run({ args: ['a', 'b'] }), {
        ...seen,
        args: ['a', 'b'],
      });
      assert.deepEqual(await run({ command: NODE, args: ['/look.mjs', 'c'] }), {
        ...seen,
        args: ['c'],
      });
    });

    test('says what is wrong: the password, the digest, the registry', async () => {
      registry.publish('3.0', { Entrypoint: [NODE, '/server.mjs'] });
      await assert.rejects(
        driverWith('wrong').prepare(wanted('3.0')),
        /could not be pulled/,
      );
      const driver = driverWith('sesame');
      await assert.rejects(
        driver.prepare(wanted('3.0', `sha256:${'0'.repeat(64)}`)),
        /could not be pulled|refuses/,
      );
      await assert.rejects(
        driverWith('sesame', { registries: [] }).prepare(wanted('3.0')),
        /does not name/,
      );
      await assert.rejects(
        driver.prepare({ registry: 'pypi', identifier: 'x', version: '1.0.0' }),
        /registry: oci/,
      );
    });

    test('an image of this machine runs by the digest of its content', async () => {
      const driver = driverWith('sesame', { registries: [] });
      const prepared = await driver.prepare({
        registry: 'oci',
        identifier: 'sallyport.test/node',
        version: fixture.image,
      });
      assert.equal(prepared.integrity, fixture.image);
      await assert.rejects(
        driver.start(fixture.specOf(prepared)),
        /run.command/,
      );
      const seen = await fixture.run(
        driver,
        fixture.specOf(prepared, { command: NODE, args: ['-e', print('1')] }),
      );
      assert.equal(seen, 1);
    });
  });
}
