// Nothing calls home: what a suite starts is in a network that has loopback only, and whoever tries to leave it fails the
// suite and is named. (test/README.md)
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { BROWSER_GROUP } from '../../scripts/lib/test/loopback/describeAttempts.mjs';
import { runSuite } from '../../scripts/lib/test/runSuite.mjs';
import { missingBubblewrap } from '../hostile/lib/missingBubblewrap.mjs';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-loopback-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let programs = 0;

/** Runs a program as a suite does that starts the product; what the runner says about it. */
async function runAlone(text, { through = [] } = {}) {
  const program = join(folder, `program${++programs}.mjs`);
  writeFileSync(program, text);
  const said = [];
  const suite = {
    name: `example${programs}`,
    budgetSeconds: 30,
    startsProduct: true,
    async run({ alone }) {
      const code = await alone([...through, process.execPath, program]);
      return { passed: code === 0 ? 1 : 0, failed: code ? 1 : 0, skipped: 0 };
    },
  };
  const [line] = await runSuite(suite, {
    root: folder,
    results: folder,
    env: process.env,
    say: said.push.bind(said),
    canBeAlone: true,
  });
  const log = readFileSync(join(folder, 'logs', `${suite.name}.log`), 'utf8');
  return { line, log, said: said.join('\n') };
}

const CONNECT = (host, port) => `
  import { connect } from 'node:net';
  await new Promise(done => connect(${port}, '${host}').on('error', done).on('connect', () => process.exit(7)));`;

test('what stays on this machine passes, by name and by both families', async () => {
  const { line, log } = await runAlone(`
    import { once } from 'node:events';
    import { createServer } from 'node:http';
    for (const host of ['127.0.0.1', '::1', 'localhost']) {
      const server = createServer((_, res) => res.end('here')).listen(0, host);
      await once(server, 'listening');
      const at = host.includes(':') ? '[::1]' : host;
      const answer = await fetch(\`http://\${at}:\${server.address().port}\`);
      if ((await answer.text()) !== 'here') process.exit(1);
      server.closeAllConnections();
      server.close();
    }`);
  assert.deepEqual(
    { ...line, ms: 0 },
    {
      name: line.name,
      state: 'passed',
      passed: 1,
      failed: 0,
      skipped: 0,
      ms: 0,
      note: undefined,
    },
    log,
  );
});

for (const [what, text, named] of [
  ['TCP', CONNECT('203.0.113.7', 443), /tcp to 203\.0\.113\.7:443, \d+ times/],
  [
    'TCP by IPv6',
    CONNECT('2001:db8::7', 8443),
    /tcp to \[2001:db8::7\]:8443, \d+ times/,
  ],
  [
    'the metadata service',
    CONNECT('169.254.169.254', 80),
    /tcp to 169\.254\.169\.254:80/,
  ],
  [
    'UDP',
    `import { createSocket } from 'node:dgram';
     const socket = createSocket('udp4');
     socket.send('x', 9, '203.0.113.8', () => socket.close());`,
    /udp to 203\.0\.113\.8:9, 1 times/,
  ],
  [
    "a name, asked of the system's resolver",
    `import { lookup } from 'node:dns/promises';
     await lookup('Telemetry.example.com').catch(() => {});`,
    /dns to telemetry\.example\.com, \d+ times, by .*program\d+\.mjs/,
  ],
  [
    'a name, asked of a name server directly',
    `import { Resolver } from 'node:dns/promises';
     const resolver = new Resolver({ timeout: 200, tries: 1 });
     resolver.setServers(['203.0.113.53']);
     await resolver.resolve4('example.com').catch(() => {});`,
    /udp to 203\.0\.113\.53:53/,
  ],
  [
    'fetch',
    `await fetch('https://updates.example.com/').catch(() => {});`,
    /dns to updates\.example\.com/,
  ],
]) {
  test(`an attempt fails the run although the program does not mind, and is named: ${what}`, async () => {
    const { line, said, log } = await runAlone(text);
    assert.equal(line.passed, 1, log);
    assert.equal(line.state, 'failed');
    assert.equal(line.failed, 1);
    assert.match(line.note, /outbound connections: 1/);
    assert.match(said, named);
  });
}

test('what a process that is gone has tried is counted too', async () => {
  const { line, said } = await runAlone(`
    import { spawn } from 'node:child_process';
    import { once } from 'node:events';
    const child = spawn(process.execPath, ['-e', "require('node:net').connect(443, '203.0.113.9').on('error', () => {})"]);
    await once(child, 'close');`);
  assert.equal(line.state, 'failed');
  assert.match(said, /tcp to 203\.0\.113\.9:443/);
});

test('the browser is told apart', async () => {
  const { said } = await runAlone(CONNECT('203.0.113.10', 443), {
    through: ['setpriv', '--regid', String(BROWSER_GROUP), '--keep-groups'],
  });
  assert.match(said, /tcp to 203\.0\.113\.10:443, \d+ times, by the browser/);
});

test("a sandbox's attempts are counted, although it has a network of its own", async t => {
  const missing = missingBubblewrap();
  if (missing) {
    t.skip(missing);
    return;
  }
  const { said } = await runAlone(`
    import { execFileSync } from 'node:child_process';
    execFileSync('bwrap', ['--unshare-all', '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', process.execPath, '-e',
      "require('node:net').connect(443, '203.0.113.11').on('error', () => {}); fetch('http://home.example.com').catch(() => {}); setTimeout(() => {}, 700)"]);`);
  assert.match(said, /ip to an address, 1 times, by a sandbox/);
  assert.match(said, /dns to a name, \d+ times, by a sandbox/);
});

test('a command that leaves no report fails', async () => {
  const { line, said } = await runAlone(
    `process.kill(process.ppid, 'SIGKILL'); setTimeout(() => {}, 200);`,
  );
  assert.equal(line.state, 'failed');
  assert.match(said, /there is no report/);
});
