import { spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { refused } from './broken.mjs';
import { perl, PERL } from './perl.mjs';

const MIB = 1024 * 1024;
const CHUNK = Buffer.alloc(MIB, 'x');

export const attempts = {
  echo: ({ text }) => text,

  /** Forks until it may not; says how many there are. */
  forkBomb() {
    const code =
      'my (@p, $refused); while (($refused // 0) < 20 && @p < 5000) { my $p = fork; if (!defined $p) { $refused++; select undef, undef, undef, 0.01 } elsif ($p == 0) { sleep 300; exit } else { push @p, $p } } kill 9, @p; waitpid $_, 0 for @p; printf "%d %d", scalar @p, $refused // 0';
    const child = perl(code);
    const [count, turnedDown] = child.split(' ').map(Number);
    if (turnedDown === 0) return `${count} processes`;
    throw refused(`${count} processes, then refused`);
  },

  /** Every process forks all the time. Nobody answers any more. */
  forkStorm() {
    spawn(PERL, ['-e', '$SIG{TERM} = "IGNORE"; while (1) { fork }'], {
      stdio: 'ignore',
      detached: true,
    }).unref();
  },

  memoryBomb({ megabytes }) {
    const kept = [];
    for (let count = 0; count < megabytes; count += 8)
      kept.push(Buffer.alloc(8 * MIB, 'x'));
    return `${kept.length * 8} MiB`;
  },

  /** Each of some processes takes some. */
  memoryBombOfMany({ processes, megabytes }) {
    const code = 'my $x = "x" x ($ARGV[0] * 1048576); sleep 300';
    for (let count = 0; count < processes; count++) {
      spawn(PERL, ['-e', code, String(megabytes)], {
        stdio: 'ignore',
        detached: true,
      }).unref();
    }
  },

  fillFile({ path, megabytes }) {
    const file = openSync(path, 'w');
    try {
      for (let count = 0; count < megabytes; count++) writeSync(file, CHUNK);
    } finally {
      closeSync(file);
    }
    return `${megabytes} MiB`;
  },

  fillFolder({ folder, megabytes }) {
    for (let count = 0; count < megabytes; count++)
      writeFileSync(join(folder, `fill-${count}`), CHUNK);
    return `${megabytes} MiB`;
  },

  /** Files that are in no folder any more. */
  fillUnlinked({ folder, megabytes }) {
    const path = join(folder, 'unlinked');
    for (let count = 0; count < megabytes; count++) {
      const file = openSync(path, 'w');
      unlinkSync(path);
      writeSync(file, CHUNK);
    }
    return `${megabytes} MiB`;
  },

  /** No bytes, but very many names. */
  fillNames({ folder, count }) {
    for (let index = 0; index < count; index++) {
      if (index % 1000 === 0) mkdirSync(join(folder, `d${index / 1000}`));
      writeFileSync(
        join(folder, `d${Math.floor(index / 1000)}`, `${index}`),
        '',
      );
    }
    return `${count} files`;
  },

  openMany({ count }) {
    for (let index = 0; index < count; index++) openSync('/dev/null', 'r');
    return `${count} open files`;
  },

  burn({ seconds, threads }) {
    const code = 'my $end = time + $ARGV[0]; 1 while time < $end';
    for (let index = 0; index < threads; index++) {
      spawn(PERL, ['-e', code, String(seconds)], {
        stdio: 'ignore',
        detached: true,
      }).unref();
    }
  },

  /** Writes as much as whoever reads lets it. */
  flood({ to, megabytes }) {
    const descriptor = to === 'stdout' ? 1 : 2;
    const child = spawn(
      PERL,
      [
        '-e',
        'my $x = "x" x 65536; for (1 .. $ARGV[0] * 16) { syswrite STDOUT, $x or exit }',
        String(megabytes),
      ],
      { stdio: ['ignore', descriptor, 'ignore'] },
    );
    return new Promise(resolve => {
      child.once('exit', () => resolve(`${megabytes} MiB`));
    });
  },
};
