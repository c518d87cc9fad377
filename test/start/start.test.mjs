// `npm start` as a newcomer runs it, in a state folder of its own: it answers, says what to do next, and goes away.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sandboxDirectory } from '../../scripts/lib/sandboxDirectory.mjs';
import { root } from '../house/lib/trackedFiles.mjs';
import { as, callTool, GATEWAY, giveAccess, PORTAL } from './lib/person.mjs';
import { withoutBubblewrap } from './lib/withoutBubblewrap.mjs';

const state = mkdtempSync(join(tmpdir(), 'sallyport-start-'));

/** Starts a command as a terminal does: a process group of its own, all of which Ctrl-C reaches. */
function terminal(command, stateFolder = state, env = {}) {
  const child = spawn(command[0], command.slice(1), {
    cwd: root,
    detached: true,
    env: { ...process.env, SALLYPORT_STATE: stateFolder, ...env },
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
  for (const folder of [state, sandboxDirectory(state)])
    rmSync(folder, { recursive: true, force: true });
});

/** Processes of this machine that run the server, whoever started them. */
function processesOf(server) {
  return readdirSync('/proc').filter(pid => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(server);
    } catch {
      return false; // no process, or it has just ended
    }
  });
}

const note = {
  server: 'filesystem',
  name: 'read_text_file',
  args: { path: '/workspace/note.txt' },
};

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

test('a packaged server runs, in a sandbox of its own', async () => {
  assert.doesNotMatch(first.seen.text, /Not running/);
  const [alice, erin] = [await as('alice'), await as('erin')];
  await giveAccess({ to: alice, by: erin, server: 'filesystem' });
  const written = await callTool({
    as: alice,
    server: 'filesystem',
    name: 'write_file',
    args: { path: note.args.path, content: 'of the first start' },
  });
  assert.match(written, /Successfully wrote/);
  assert.match(await callTool({ as: alice, ...note }), /of the first start/);
  const other = { ...note, args: { path: '/etc/passwd' } };
  assert.match(await callTool({ as: alice, ...other }), /Access denied/);
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
  assert.deepEqual(processesOf('server-filesystem'), []);
});

test('the next start installs and builds nothing again', async () => {
  // It is the one without bubblewrap, too, which nobody installs.
  const env = { SALLYPORT_INSTALL: '0' };
  again = terminal(withoutBubblewrap(start), state, env);
  await until(() => again.seen.text.includes('What to do next'), {
    seconds: 90,
    what: 'what to do next',
    terminal: again,
  });
  assert.doesNotMatch(again.seen.text, /Fetching|Installing the|Building/);
});

test('without bubblewrap it says in one line what does not run and how to get it', async () => {
  const told = () => /^Not running: .*$/m.exec(again.seen.text)?.[0];
  await until(told, { seconds: 10, what: 'what is missing', terminal: again });
  assert.match(told(), /filesystem/);
  assert.match(told(), /apt-get install bubblewrap/);
});

test('without bubblewrap nothing is started unconfined: the call and the portal say why', async () => {
  const [alice, erin] = [await as('alice'), await as('erin')];
  const answer = await callTool({ as: alice, ...note });
  assert.match(answer, /apt-get install bubblewrap/);
  assert.doesNotMatch(answer, /of the first start/);
  assert.deepEqual(processesOf('server-filesystem'), []);
  const { serverId } = await erin(
    'GET',
    '/mcp-registry/servers/default/filesystem',
  );
  const { driver, runtimes } = await erin(
    'GET',
    `/mcp-gateway/servers/${encodeURIComponent(serverId)}/runtime`,
  );
  assert.equal(driver.ready, false);
  assert.match(driver.problems[0].remedy, /apt-get install bubblewrap/);
  assert.deepEqual(runtimes, []);
  await stops(again);
});

async function stops(shell) {
  shell.press('SIGINT');
  await shell.ended;
  for (const port of [7007, 7008, 7009, 7010, 7012]) {
    assert.equal(
      await statusOf(`http://127.0.0.1:${port}/`),
      0,
      `port ${port} is free`,
    );
  }
}
