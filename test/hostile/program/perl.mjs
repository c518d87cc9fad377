import { spawnSync } from 'node:child_process';
import { broken, refused } from './broken.mjs';

/** Every Debian has it, and it calls the kernel directly. */
export const PERL = '/usr/bin/perl';

/** Errors by which a filter or a missing right turns a call down; any other means that the kernel looked at it. */
const TURNED_DOWN = new Map([
  [1, 'EPERM'],
  [13, 'EACCES'],
  [38, 'ENOSYS'],
  [97, 'EAFNOSUPPORT'],
]);

/** Runs a Perl program and gives what it prints. */
export function perl(code, ...args) {
  const { error, status, signal, stdout, stderr } = spawnSync(
    PERL,
    ['-e', code, ...args.map(String)],
    { encoding: 'utf8', timeout: 20_000 },
  );
  if (error) throw broken(`perl: ${error.message}`);
  if (signal) throw refused(signal);
  if (status !== 0) throw broken(`perl: ${stderr.trim()}`);
  return stdout.trim();
}

/** Makes a system call by its number. Arguments are numbers; for those that may harm, ones that no kernel accepts. */
export function systemCall(number, ...args) {
  if (number === undefined) throw broken('no number for this call');
  const answer = perl(
    'my @a = map { $_ + 0 } @ARGV; my $r = syscall($a[0], @a[1 .. $#a]); printf "%d %d", $r, $r == -1 ? $! + 0 : 0',
    number,
    ...args,
  );
  const [result, error] = answer.split('\n')[0].split(' ').map(Number);
  const name = TURNED_DOWN.get(error);
  if (name) throw refused(name);
  return `the kernel answered ${result}, error ${error}`;
}
