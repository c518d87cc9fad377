// `npm start` as a newcomer runs it, in a state folder of its own: it answers, says what to do next, and goes away.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { root } from '../house/lib/trackedFiles.mjs';

const PORTAL = 'http://localhost:7007';
const GATEWAY = 'http://localhost:7008';
const state = mkdtempSync(join(tmpdir(), 'sallyport-start-'));

/** Starts a command as a terminal does: a process group of its own, all of which Ctrl-C reaches. */
function terminal(command, stateFolder = state) {
  const child = spawn(command[0], command.slice(1), {
    cwd: root,
    detached: true,
    env: { ...process.env, SALLYPORT_STATE: stateFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seen = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', text => (seen.text += text));
  const ended = new Promise(resolve => child.once('close', resolve));
  return {
    seen,
    ended,
    press: signal => process.kill(-child.pid, signal),
    running: () => child.exitCode === null && child.signalCode === null,
  };
}

const statusOf = url =>
  fetch(url).then(
    ({ status }) => status,
    () => 0,
  );

async function until(condition, { seconds, what, terminal: shown }) {
  const deadline = Date.now() + seconds * 1000;
  while (!(await condition())) {
    assert.ok(
      Date.now() < deadline && shown.running(),
      `${what}: not after ${seconds} s. It said:\n${shown.seen.text}`,
    );
    await new Promise(resolve => setTimeout(resolve, 250));
  }
}

const start = ['npm', 'start'];
const first = terminal(start);
let again;
after(async () => {
  for (const shell of [first, again]) {
    if (shell?.running()) shell.press('SIGINT');
    await shell?.ended;
  }
  rmSync(state, { recursive: true, force: true });
});

test('npm start: the portal answers on 7007 and the gateway is ready on 7008', async () => {
  const ready = async () =>
    (await statusOf(PORTAL)) === 200 &&
    (await statusOf(`${GATEWAY}/readyz`)) === 200;
  await until(ready, {
    seconds: 240,
    what: 'portal and gateway answer',
    terminal: first,
  });
  assert.match(await (await fetch(PORTAL)).text(), /<title>[^<]*Sallyport/);
});

test('it ends its start by saying what to do next', async () => {
  const told = () =>
    first.seen.text.includes(PORTAL) &&
    /alice/i.test(first.seen.text) &&
    /demo:token|inspector/i.test(first.seen.text);
  await until(told, { seconds: 90, what: 'what to do next', terminal: first });
});

test('npm run demo:token prints a token and nothing else', async () => {
  const shell = terminal([
    'npm',
    'run',
    '--silent',
    'demo:token',
    '--',
    'alice',
    'everything',
  ]);
  assert.equal(await shell.ended, 0, shell.seen.text);
  assert.match(
    shell.seen.text.replace(/^npm warn.*$/gm, '').trim(),
    /^[\w-]+\.[\w-]+\.[\w-]+$/,
  );
});

test('a start beside it says plainly that the example is running', async () => {
  const second = terminal(start);
  assert.notEqual(await second.ended, 0);
  assert.match(second.seen.text, /already running/);
  assert.doesNotMatch(second.seen.text, /^\s+at .*\(/m, 'no stack trace');
});

test('a start with a state folder of its own says plainly which port is taken', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'sallyport-start-'));
  const second = terminal(start, elsewhere);
  assert.notEqual(await second.ended, 0);
  rmSync(elsewhere, { recursive: true, force: true });
  assert.match(second.seen.text, /7007/);
  assert.match(second.seen.text, /(?:taken|in use)/i);
  assert.doesNotMatch(second.seen.text, /^\s+at .*\(/m, 'no stack trace');
});

test('Ctrl-C stops everything', async () => {
  await stops(first);
});

test('the next start installs and builds nothing again', async () => {
  again = terminal(start);
  await until(() => again.seen.text.includes('What to do next'), {
    seconds: 90,
    what: 'what to do next',
    terminal: again,
  });
  assert.doesNotMatch(again.seen.text, /Fetching|Installing|Building/);
  await stops(again);
});

async function stops(shell) {
  shell.press('SIGINT');
  await shell.ended;
  for (const port of [7007, 7008, 7009, 7010, 7011, 7012]) {
    assert.equal(
      await statusOf(`http://127.0.0.1:${port}/`),
      0,
      `port ${port} is free`,
    );
  }
}
