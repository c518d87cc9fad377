/**
 * Runs in a sandbox and tries what must fail there. It prints one JSON object: what did not fail. With the argument `gvisor`
 * it must be gVisor that answers, which does not say all of it of itself.
 */
export const SELF_TEST_PROGRAM = `
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');
const wrong = [];
const fails = (what, work) => { try { work(); wrong.push(what); } catch {} };
const status = fs.readFileSync('/proc/self/status', 'latin1');
const field = name => new RegExp('^' + name + ':\\\\s+(\\\\S+)', 'm').exec(status)?.[1];
const expect = (what, holds) => { if (!holds) wrong.push(what); };
expect('capabilities', ['CapEff', 'CapPrm', 'CapBnd'].every(name => /^0+$/.test(field(name))));
if (process.argv[1] === 'gvisor') {
  expect('gVisor', fs.readFileSync('/proc/version', 'latin1').startsWith('Linux version 4.4.0 #1 SMP Sun Jan 10'));
} else {
  expect('new privileges', field('NoNewPrivs') === '1');
  expect('system call filter', field('Seccomp') === '2');
  fails('writing to devices', () => fs.writeFileSync('/dev/sallyport-self-test', ''));
}
fails('files of the machine', () => fs.readFileSync('/etc/shadow'));
fails('writing to the system', () => fs.writeFileSync('/usr/sallyport-self-test', ''));
fails('writing to the root', () => fs.writeFileSync('/sallyport-self-test', ''));
expect('processes', fs.readdirSync('/proc').filter(name => /^[0-9]+$/.test(name)).length < 5);
expect('network', fs.readFileSync('/proc/net/dev', 'latin1').trim().split('\\n').length === 3);
const made = spawnSync('/usr/bin/unshare', ['--user', 'true']);
expect('user namespaces', made.error?.code === 'ENOENT' || made.status !== 0);
const socket = require('node:net').connect({ host: '192.0.2.1', port: 9 });
socket.on('connect', () => { wrong.push('network'); finish(); });
socket.on('error', () => finish());
function finish() { process.stdout.write(JSON.stringify(wrong)); process.exit(0); }
`;
