import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CookieJar } from '../../scripts/lib/CookieJar.mjs';
import { fingerprint, stamp } from '../../scripts/lib/fingerprint.mjs';
import {
  refuseSecondInstance,
  rememberInstance,
  runningInstance,
} from '../../scripts/lib/instance.mjs';
import { checkPorts, choosePorts } from '../../scripts/lib/ports.mjs';
import { Processes } from '../../scripts/lib/Processes.mjs';
import { loadSecrets } from '../../scripts/lib/secrets.mjs';
import { signIn } from '../../scripts/lib/signIn.mjs';
import { nodeFits } from '../../scripts/lib/toolchain.mjs';
import { waitFor } from '../../scripts/lib/waitFor.mjs';

/** A folder that is gone after the test. */
const folder = t => {
  const path = mkdtempSync(join(tmpdir(), 'starter-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
};

test('which Node fits', () => {
  const fits = ['v22.19.0', '22.21.3', 'v24.0.0', 'v24.21.0'];
  const others = ['v18.20.4', 'v20.20.2', 'v22.18.9', 'v23.11.0', 'v25.1.0'];
  assert.deepEqual(
    [...fits, ...others].filter(version => nodeFits(version)),
    fits,
  );
});

test('a fingerprint changes with a file, its name and the facts, not with dependencies', t => {
  const base = folder(t);
  mkdirSync(join(base, 'src', 'node_modules'), { recursive: true });
  writeFileSync(join(base, 'src', 'a'), '1');
  const now = facts => fingerprint(base, ['src', 'absent'], facts);
  const first = now();
  writeFileSync(join(base, 'src', 'node_modules', 'x'), '1');
  assert.equal(now(), first);
  assert.notEqual(now(['linux']), first);
  writeFileSync(join(base, 'src', 'a'), '2');
  const second = now();
  assert.notEqual(second, first);

  const last = stamp(join(base, 'stamp'));
  assert.equal(last.matches(second), false);
  last.set(second);
  assert.equal(last.matches(second), true);
  assert.equal(last.matches(first), false);
});

test('a taken port is named, with who has it and what to do', async t => {
  const server = createServer();
  await new Promise(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => server.close());
  const { port } = server.address();
  await assert.rejects(checkPorts({ portal: port }), error => {
    assert.match(error.message, new RegExp(`Port ${port}.*the portal.*taken`));
    assert.match(error.message, /SALLYPORT_PORTAL_PORT/);
    if (process.platform === 'linux')
      assert.match(error.message, new RegExp(`process ${process.pid} `));
    return true;
  });
  assert.throws(() => choosePorts({ portal: 'x' }), /not a port number/);
});

test('secrets are made once and belong to their owner', t => {
  const state = join(folder(t), 'state');
  const secrets = loadSecrets(state);
  assert.equal(secrets.identityClientSecret.length, 43);
  assert.deepEqual(loadSecrets(state), secrets);
  if (process.platform !== 'win32')
    assert.equal(statSync(join(state, 'secrets.json')).mode % 0o100, 0);
});

test('one starter for one state folder', async t => {
  const state = folder(t);
  const processes = new Processes({ logs: join(state, 'logs') });
  processes.start('other', [process.execPath, '-e', 'setInterval(Date, 1e3)'], {
    env: process.env,
  });
  t.after(() => processes.stop());
  assert.equal(runningInstance(state), undefined);
  rememberInstance(state, {});
  assert.equal(runningInstance(state), undefined, 'its own is no other');
  rememberInstance(state, { pid: processes.pids.other });
  assert.throws(() => refuseSecondInstance(state), /already running/);
  await processes.stop();
  assert.equal(runningInstance(state), undefined, 'a dead one does not block');
});

test('a program that ends by itself is reported with the end of its log', async t => {
  const processes = new Processes({ logs: folder(t) });
  const says = `console.log('the reason'); process.exit(3)`;
  processes.start('orders', [process.execPath, '-e', says], {
    env: process.env,
  });
  await assert.rejects(
    processes.failed,
    /orders ended unexpectedly \(exit code 3\)[^]*the reason/,
  );
});

test('stopping ends the children of a program too', async t => {
  const state = folder(t);
  const processes = new Processes({ logs: state });
  const file = join(state, 'pid');
  const parent = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(Date, 1e3)']);
    require('node:fs').writeFileSync(${JSON.stringify(
      file,
    )}, String(child.pid));
    setInterval(Date, 1e3);`;
  processes.start('parent', [process.execPath, '-e', parent], {
    env: process.env,
  });
  const pid = await waitFor(
    async () => Number(readFileSync(file, 'utf8')) || undefined,
    { what: 'The child', seconds: 20, everyMs: 50 },
  );
  await processes.stop();
  await waitFor(
    async () => {
      try {
        process.kill(pid, 0);
        return undefined;
      } catch {
        return true;
      }
    },
    { what: 'The end of the child', seconds: 20, everyMs: 50 },
  );
});

test('cookies stay with their origin and go when they expire', () => {
  const jar = new CookieJar();
  const answer = (...lines) => ({ headers: { getSetCookie: () => lines } });
  jar.take('http://a.test:1/x', answer('sid=1; Path=/', 'gone=2'));
  jar.take(
    'http://a.test:1/y',
    answer('gone=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'),
  );
  assert.equal(jar.header('http://a.test:1/z'), 'sid=1');
  assert.equal(jar.header('http://a.test:2/z'), '');
});

test('example people sign in at the demo provider only', () =>
  assert.rejects(
    signIn('alice', {
      portalUrl: 'http://localhost:1',
      identityUrl: 'https://sso.example.com',
    }),
    /not the demo identity provider/,
  ));
