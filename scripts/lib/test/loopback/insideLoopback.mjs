// Runs one command in a network namespace that has loopback only, and writes down what tried to leave it.
//
//   unshare --net --mount node insideLoopback.mjs <report> <command...>
//
// A default route over loopback lets the kernel get as far as the rules, which count and refuse; without one it would refuse
// before anything could be counted.
import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DnsSink } from './DnsSink.mjs';
import { LIST, readCounts, RULES } from './rules.mjs';
import { SandboxNetworks } from './SandboxNetworks.mjs';

const [report, program, ...args] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'sallyport-loopback-'));

const ip = (...words) => execFileSync('ip', words, { stdio: 'pipe' });

function closeNetwork() {
  ip('link', 'set', 'lo', 'up');
  ip('route', 'add', 'default', 'dev', 'lo', 'src', '127.0.0.1');
  if (existsSync('/proc/sys/net/ipv6'))
    ip('-6', 'route', 'add', 'default', 'dev', 'lo', 'src', '::1');
  execFileSync('nft', ['-f', '-'], {
    input: RULES,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Only this namespace of mounts sees it. */
function replace(path, text) {
  const file = join(folder, path.replaceAll('/', '_'));
  writeFileSync(file, text, { mode: 0o644 });
  execFileSync('mount', ['--bind', file, path], { stdio: 'pipe' });
}

/** Names are asked of the sink, and not of a service that sits behind a socket in the file system. */
function closeNames() {
  replace('/etc/resolv.conf', 'nameserver 127.0.0.1\noptions attempts:1\n');
  if (!existsSync('/etc/nsswitch.conf')) return;
  const text = readFileSync('/etc/nsswitch.conf', 'utf8');
  replace(
    '/etc/nsswitch.conf',
    text.replace(/^hosts:.*$/m, 'hosts: files dns'),
  );
}

function runCommand() {
  const child = spawn(program, args, { stdio: 'inherit' });
  // The whole process group gets such a signal; the report is written when the command has ended.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve(code ?? 128 + (constants.signals[signal] ?? 0)),
    );
  });
}

closeNetwork();
const sink = await DnsSink.listen();
closeNames();
const sandboxes = SandboxNetworks.watch({ ancestor: process.pid });
const code = await runCommand();
const counted = readCounts(
  execFileSync(LIST[0], LIST.slice(1), { encoding: 'utf8' }),
);
const attempts = [...counted, ...sink.attempts, ...sandboxes.end()];
writeFileSync(report, JSON.stringify({ attempts }));
rmSync(folder, { recursive: true, force: true });
process.exit(code);
