// The driver `docker` on real engines: Docker and Podman from Debian's packages, each with its own socket and folders.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { EngineFixture } from './lib/EngineFixture.mjs';
import { ENGINES, missingEngine, missingRunsc } from './lib/engines.mjs';
import { ECHO, MCP_SERVER, print } from './lib/servers.mjs';

const MIB = 1024 * 1024;
const skipFor = kind => (process.env.CI ? false : missingEngine(kind) ?? false);

for (const kind of Object.keys(ENGINES)) {
  describe(`the driver docker on ${kind}`, { skip: skipFor(kind) }, () => {
    let fixture;
    let driver;
    const containers = async () =>
      (await fixture.ask('/containers/json?all=true')).map(({ Id }) => Id);
    const folders = () => readdirSync(fixture.settings().runDirectory);

    before(async () => {
      fixture = await EngineFixture.create(kind);
      driver = fixture.driver();
    });
    after(() => fixture?.close());

    test('is ready, and says how each bound is kept', async () => {
      const status = await driver.status();
      assert.deepEqual(status, {
        ready: true,
        tier: `${kind}+runc+seccomp`,
        bounds: { memory: 'hard', pids: 'hard', cpu: 'hard', disk: 'watched' },
        problems: [],
      });
    });

    test('speaks MCP with a server, measures it and stops it', async () => {
      const server = await fixture.start(driver, fixture.spec(MCP_SERVER));
      const ask = message => {
        server.stdin.write(`${JSON.stringify(message)}\n`);
        return once(server.stdout, 'data').then(([line]) => JSON.parse(line));
      };
      const hello = await ask({ jsonrpc: '2.0', id: 1, method: 'initialize' });
      assert.equal(hello.result.serverInfo.name, 'test');
      const listed = await ask({ jsonrpc: '2.0', id: 2, method: 'tools/list' });
      assert.deepEqual(listed, {
        jsonrpc: '2.0',
        id: 2,
        result: { tools: [] },
      });
      const usage = await server.usage();
      assert.ok(usage.memoryBytes > MIB && usage.pids > 0);
      assert.ok(usage.cpuSeconds > 0);
      await server.stop();
      assert.deepEqual(await server.exited, {
        code: 0,
        signal: null,
        killedFor: 'stopped',
      });
      assert.deepEqual([await containers(), folders()], [[], []]);
    });

    test('says how a server ended by itself, with its last words', async () => {
      const server = await fixture.start(
        driver,
        fixture.spec(
          "process.stderr.write('last words', () => process.exit(3))",
        ),
      );
      let log = '';
      server.stderr.on('data', chunk => (log += chunk));
      assert.deepEqual(await server.exited, { code: 3, signal: null });
      assert.equal(log, 'last words');
    });

    test('ends a server that does not want to', async () => {
      const server = await fixture.start(
        driver,
        fixture.spec(
          "process.on('SIGTERM', () => process.stdout.write('no')); setInterval(() => {}, 1000); process.stdout.write('ready');",
        ),
      );
      await once(server.stdout, 'data');
      const said = once(server.stdout, 'data');
      await server.stop({ graceMs: 1000 });
      assert.equal(String((await said)[0]), 'no');
      assert.deepEqual(await server.exited, {
        code: null,
        signal: 'SIGKILL',
        killedFor: 'stopped',
      });
    });

    test('waits with output for whoever reads slowly', async () => {
      const server = await fixture.start(
        driver,
        fixture.spec(
          "process.stdin.once('data', () => process.stdout.write(Buffer.alloc(8 << 20, 'abcdefgh')));",
        ),
      );
      server.stdin.write('go');
      const parts = [];
      let bytes = 0;
      for await (const part of server.stdout) {
        parts.push(part);
        bytes += part.length;
        if (parts.length < 10) await wait(50);
        if (bytes === 8 * MIB) break;
      }
      assert.ok(Buffer.concat(parts).equals(Buffer.alloc(8 * MIB, 'abcdefgh')));
      await server.stop({ graceMs: 0 });
    });

    test('carries much both ways', async () => {
      const server = await fixture.start(
        driver,
        fixture.spec('process.stdin.pipe(process.stdout)'),
      );
      const all = Buffer.alloc(4 * MIB, 'abcdefgh');
      // Podman's conmon gives input and takes output in turns: whoever leaves more than a pipe of both unread makes it wait for ever.
      const most = kind === 'podman' ? 32 * 1024 : all.length;
      const parts = [];
      let [sent, received] = [0, 0];
      const more = () => {
        while (sent < all.length && sent - received < most) {
          const next = all.subarray(sent, sent + Math.min(most, 16 * 1024));
          sent += next.length;
          server.stdin.write(next);
        }
      };
      more();
      for await (const part of server.stdout) {
        parts.push(part);
        received += part.length;
        if (received === all.length) break;
        more();
      }
      assert.ok(Buffer.concat(parts).equals(all));
      await server.stop({ graceMs: 0 });
    });

    test('has a read-only root, no network, no rights', async () => {
      const seen = await fixture.run(
        driver,
        fixture.spec(`
import { readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
const tried = path => { try { writeFileSync(path, ''); return 'written'; } catch ({ code }) { return code; } };
const status = readFileSync('/proc/self/status', 'utf8');
const reach = host => new Promise(done => connect({ host, port: 443 }).on('connect', () => done('reached')).on('error', ({ code }) => done(code)));
${print(`{
  root: tried('/x'), etc: tried('/etc/x'), run: tried('/run/x'), code: tried('/opt/server/x'), tmp: tried('/tmp/x'),
  network: Object.keys(networkInterfaces()), away: await reach('192.0.2.1'),
  rights: /CapBnd:\\t0+$/m.test(status) && /NoNewPrivs:\\t1/.test(status) && /Seccomp:\\t2/.test(status), user: process.getuid(),
}`)}`),
      );
      assert.deepEqual(seen, {
        root: 'EROFS',
        etc: 'EROFS',
        run: 'EACCES',
        code: 'EROFS',
        tmp: 'written',
        network: ['lo'],
        away: 'ENETUNREACH',
        rights: true,
        user: 65534,
      });
    });

    test('C6: gives a server of npm its secrets, and the engine knows none', async () => {
      const server = await fixture.start(
        driver,
        fixture.spec(
          `import { readFileSync, statSync } from 'node:fs';
const { API_KEY, KEY_FILE } = process.env;
${print(
  "{ API_KEY, file: readFileSync(KEY_FILE, 'utf8'), mode: statSync(KEY_FILE).mode & 0o777 }",
)}
process.stdin.resume();`,
          {
            profile: {
              sallyport: {
                secrets: {
                  API_KEY: { secret: 'api', as: 'env' },
                  KEY_FILE: { secret: 'key', as: 'file' },
                },
              },
            },
            secrets: { API_KEY: 'sesame-env', KEY_FILE: 'sesame\nfile' },
          },
        ),
      );
      const [seen] = await once(server.stdout, 'data');
      assert.deepEqual(JSON.parse(seen), {
        API_KEY: 'sesame-env',
        file: 'sesame\nfile',
        mode: 0o400,
      });
      const [id] = await containers();
      const known = JSON.stringify(await fixture.ask(`/containers/${id}/json`));
      assert.ok(known.includes('/run/secrets'));
      assert.ok(!known.includes('sesame'));
      await server.stop();
      assert.deepEqual(folders(), []);
    });

    test('connects where profile and operator agree, tells of it, and of what it refused', async t => {
      const web = createServer((req, res) =>
        res.end(`for ${req.headers.host}`),
      );
      web.listen(0, '127.0.0.1');
      await once(web, 'listening');
      t.after(() => web.close());
      const { port } = web.address();
      const events = [];
      const open = fixture.driver(
        { openedHosts: [`orders.test:${port}`, `a.wild.test:${port}`] },
        { resolve: async () => [{ address: '127.0.0.1', family: 4 }] },
      );
      const seen = await fixture.run(
        open,
        fixture.spec(
          `const get = url => fetch(url).then(it => it.text(), () => 'refused');
const seen = [];
// One after the other: a refusal of the proxy makes Node's client give up what else waits for it.
for (const url of ['http://orders.test:${port}', 'http://a.wild.test:${port}', 'http://closed.test:${port}', 'http://b.wild.test:${port}', 'http://127.0.0.1:${port}']) seen.push(await get(url));
process.stdout.write(JSON.stringify(seen));
process.exit(0);`,
          {
            profile: {
              sallyport: {
                egress: ['orders.test', 'closed.test', '.wild.test'].map(
                  host => ({ host, port }),
                ),
              },
            },
            onEgress: event => events.push(event),
          },
        ),
      );
      assert.deepEqual(seen, [
        `for orders.test:${port}`,
        `for a.wild.test:${port}`,
        ...['refused', 'refused', 'refused'],
      ]);
      const told = allowed => [
        ...new Set(
          events.filter(it => it.allowed === allowed).map(({ host }) => host),
        ),
      ];
      assert.deepEqual(told(true).sort(), ['a.wild.test', 'orders.test']);
      assert.deepEqual(told(false).sort(), ['b.wild.test', 'closed.test']);
      assert.deepEqual([await containers(), folders()], [[], []]);
    });

    test('keeps a volume for a server, and another one for somebody else', async () => {
      const count = `
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
const file = '/data/count';
const next = existsSync(file) ? Number(readFileSync(file, 'utf8')) + 1 : 1;
writeFileSync(file, String(next));
${print('next')}`;
      const spec = dataKey =>
        fixture.spec(count, {
          dataKey,
          profile: { write: ['volume://notes:/data'] },
        });
      assert.equal(await fixture.run(driver, spec()), 1);
      assert.equal(await fixture.run(driver, spec()), 2);
      assert.equal(await fixture.run(driver, spec('test of alice')), 1);
    });

    test('ends a memory bomb, and one of many processes', async () => {
      const bomb =
        'const kept = []; for (;;) kept.push(Buffer.alloc(8 << 20, 1));';
      const alone = await fixture.start(driver, fixture.spec(bomb));
      assert.equal((await alone.exited).killedFor, 'memory');
      const many = await fixture.start(
        driver,
        fixture.spec(`import { spawn } from 'node:child_process';
for (let left = 3; left > 0; left--) spawn(process.execPath, ['-e', ${JSON.stringify(
          bomb,
        )}]);
setInterval(() => {}, 1000);`),
      );
      assert.equal((await many.exited).killedFor, 'memory');
    });

    test('holds a fork bomb', async () => {
      const seen = await fixture.run(
        driver,
        fixture.spec(`import { spawn } from 'node:child_process';
let made = 0;
const more = () => new Promise((done, fail) => { const child = spawn('/usr/bin/perl', ['-e', 'sleep 60']); child.on('spawn', done); child.on('error', fail); });
try { for (;;) { await more(); made++; } } catch ({ code }) { process.stdout.write(JSON.stringify({ made, code }), () => process.exit(0)); }`),
      );
      assert.equal(seen.code, 'EAGAIN');
      assert.ok(seen.made > 3 && seen.made < 32);
    });

    test('ends a server that fills its volume', async () => {
      const server = await fixture.start(
        driver,
        fixture.spec(
          `import { writeFileSync } from 'node:fs';
for (let i = 0; i < 40; i++) writeFileSync('/data/' + i, Buffer.alloc(4 << 20, 1));
setInterval(() => {}, 1000);`,
          { dataKey: 'full', profile: { write: ['volume://data:/data'] } },
        ),
      );
      assert.equal((await server.exited).killedFor, 'disk');
    });

    test('notices a container that somebody else killed', async () => {
      const server = await fixture.start(driver, fixture.spec(ECHO));
      const [id] = await containers();
      await fixture.ask(`/containers/${id}/kill?signal=KILL`, 'POST');
      assert.deepEqual(await server.exited, { code: null, signal: 'SIGKILL' });
      assert.deepEqual([await containers(), folders()], [[], []]);
    });

    test('S6: sweeps what an owner that is gone has left, and nothing else', async () => {
      const of = owner => fixture.start(driver, fixture.spec(ECHO, { owner }));
      const [dead, alive] = await Promise.all([
        of('a dead one'),
        of('a live one'),
      ]);
      const none = { isAlive: () => false };
      const elsewhere = fixture.driver({
        directory: join(fixture.folder, 'other'),
        runDirectory: join(fixture.runFolder, 'other'),
      });
      assert.deepEqual(await elsewhere.sweep(none), []);
      const swept = await driver.sweep({
        isAlive: owner => owner === 'a live one',
      });
      assert.deepEqual(swept, [dead.runtimeId]);
      assert.notEqual((await dead.exited).code, 0);
      alive.stdin.write('still here');
      const [answer] = await once(alive.stdout, 'data');
      assert.equal(String(answer), 'echo still here');
      await alive.stop();
      assert.deepEqual(await driver.sweep(none), []);
      assert.deepEqual([await containers(), folders()], [[], []]);
    });

    test('a server ends with an engine that was killed, and the next one starts', async () => {
      const server = await fixture.start(driver, fixture.spec(ECHO));
      await fixture.engine.kill('SIGKILL');
      const early = await Promise.race([server.exited, wait(500, 'not yet')]);
      assert.equal(early, 'not yet');
      assert.equal((await fixture.driver().status()).ready, false);
      await fixture.engine.start();
      // Killed with the engine, or because its input is over, or because nobody speaks with it any more.
      await server.exited;
      assert.deepEqual([await containers(), folders()], [[], []]);
      const next = await fixture.start(driver, fixture.spec(ECHO));
      next.stdin.write('hello');
      assert.equal(String((await once(next.stdout, 'data'))[0]), 'echo hello');
      await next.stop();
    });

    test(
      'runs under gVisor where that is asked for, or says why not',
      { skip: process.env.CI ? false : missingRunsc() ?? false },
      async () => {
        const other = fixture.driver({ runtime: 'runsc' });
        const status = await other.status();
        if (kind === 'podman') {
          // It would take the word, and use its usual runtime.
          assert.equal(status.ready, false);
          assert.match(status.problems[0].text, /does not let .* choose runsc/);
          return;
        }
        assert.equal(status.tier, 'docker+runsc+seccomp');
        const seen = await fixture.run(
          other,
          fixture.spec(
            `import { readFileSync } from 'node:fs';
${print("readFileSync('/proc/version', 'utf8')")}`,
            // gVisor's own threads and memory count among its server's.
            {
              profile: {
                sallyport: {
                  limits: {
                    pids: 256,
                    openFiles: 4096,
                    memoryBytes: 512 * MIB,
                    fileBytes: 4096 * MIB,
                  },
                },
              },
            },
          ),
        );
        // Its own kernel, and not that of the machine.
        assert.notEqual(seen, readFileSync('/proc/version', 'utf8'));
        const problems = await other.check({
          sallyport: { egress: [{ host: 'a.test', port: 443 }] },
        });
        assert.match(problems[0], /runsc/);
      },
    );

    test('does not start what it cannot keep', async () => {
      const start = change => driver.start(fixture.spec(ECHO, change));
      await assert.rejects(
        start({ profile: { read: ['/etc:/host'] } }),
        /mounts.read/,
      );
      await assert.rejects(start({ secrets: { A: 'x' } }), /names no secret A/);
      const strange = fixture.driver({ runtime: 'another' });
      assert.equal((await strange.status()).ready, false);
      await assert.rejects(strange.start(fixture.spec(ECHO)), /another/);
      const open = fixture.driver({ nodeImage: undefined });
      const problems = await open.check({
        sallyport: { egress: [{ host: 'a.test', port: 443 }] },
      });
      assert.match(problems[0], /nodeImage/);
      assert.deepEqual([await containers(), folders()], [[], []]);
    });
  });
}
