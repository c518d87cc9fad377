import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { refused } from './broken.mjs';
import { PERL } from './perl.mjs';

const numbers = () => readdirSync('/proc').filter(name => /^\d+$/.test(name));

export const attempts = {
  /** Processes that are neither its own nor the sandbox's first. */
  seeProcesses() {
    const found = numbers().filter(pid => Number(pid) > 20);
    if (found.length === 0) throw refused('none to see');
    return found.join(' ');
  },

  /** A word in the environment or on the command line of any process it can see, but itself. */
  findWord({ word }) {
    for (const pid of numbers()) {
      for (const name of ['environ', 'cmdline']) {
        let text = '';
        try {
          text = readFileSync(`/proc/${pid}/${name}`, 'utf8');
        } catch {
          continue;
        }
        if (Number(pid) !== process.pid && text.includes(word))
          return `/proc/${pid}/${name}`;
      }
    }
    throw refused('not found');
  },

  /** Something that the gateway has open, and never meant to hand on. */
  inheritedFile({ path }) {
    const found = readdirSync('/proc/self/fd').find(descriptor => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`) === path;
      } catch {
        return false;
      }
    });
    if (found === undefined) throw refused('none');
    return `descriptor ${found}`;
  },

  signal({ pid }) {
    process.kill(pid, 0);
  },

  privileges() {
    const status = readFileSync('/proc/self/status', 'latin1');
    const field = name =>
      new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1];
    // gVisor does not say all of it; every Linux does.
    const isGvisor = field('NoNewPrivs') === undefined;
    const capabilities = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd'];
    const left = [...capabilities, ...(isGvisor ? [] : ['CapAmb'])].filter(
      name => !/^0+$/.test(field(name)),
    );
    if (!isGvisor && field('NoNewPrivs') !== '1') left.push('NoNewPrivs');
    if (!isGvisor && field('Seccomp') !== '2') left.push('Seccomp');
    if (left.length === 0) throw refused('none');
    return left.join(' ');
  },

  ignoreTerm() {
    process.on('SIGTERM', () => {});
    process.stdin.on('end', () => {});
    setInterval(() => {}, 1000);
  },

  /** A process of its own session, with no parent, that goes on when the server is gone. */
  doubleFork({ word }) {
    const code =
      'use POSIX; exit if fork; POSIX::setsid(); exit if fork; $SIG{TERM} = $SIG{HUP} = "IGNORE"; sleep 600';
    spawn(PERL, ['-e', code, word], {
      detached: true,
      stdio: 'ignore',
    }).unref();
  },
};
