// The example's programs: each in a process group of its own, with a log of its own. All end together.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './paths.mjs';
import { PlainError } from './PlainError.mjs';
import { tailOf } from './run.mjs';

const GRACE_MS = 8000;

const signalGroup = (pid, signal) => {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It ended in the meantime.
  }
};

export class Processes {
  #logs;
  #children = new Map();
  #stopping = false;
  #fail;
  /** Rejects when a program ends by itself. */
  failed = new Promise((_resolve, reject) => {
    this.#fail = reject;
  });

  constructor({ logs }) {
    this.#logs = logs;
    mkdirSync(logs, { recursive: true });
    // Whoever waits on it hears it; nobody has to.
    this.failed.catch(() => {});
  }

  /** Process ids by name. */
  get pids() {
    return Object.fromEntries(
      [...this.#children].map(([name, child]) => [name, child.pid]),
    );
  }

  /** @param {string} name @param {string[]} command @param {{cwd?: string, env: NodeJS.ProcessEnv}} options */
  start(name, [program, ...args], { cwd = root, env }) {
    const log = join(this.#logs, `${name}.log`);
    const file = openSync(log, 'w');
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', file, file],
      detached: process.platform !== 'win32',
    });
    closeSync(file);
    this.#children.set(name, child);
    const ended = how => {
      this.#children.delete(name);
      if (this.#stopping) return;
      this.#fail(
        new PlainError(
          `${name} ended unexpectedly (${how}). The end of ${relative(
            root,
            log,
          )}:\n\n${tailOf(log)}`,
        ),
      );
    };
    child.once('error', error => ended(error.message));
    child.once('exit', (code, signal) =>
      ended(signal ? `signal ${signal}` : `exit code ${code}`),
    );
  }

  /** Ends all, the newest first; whoever does not go in time is killed. */
  async stop() {
    this.#stopping = true;
    const children = [...this.#children.values()].reverse();
    await Promise.all(
      children.map(
        child =>
          new Promise(resolve => {
            const kill = setTimeout(
              () => signalGroup(child.pid, 'SIGKILL'),
              GRACE_MS,
            );
            child.once('exit', () => {
              clearTimeout(kill);
              // What it started and left behind goes too.
              signalGroup(child.pid, 'SIGKILL');
              resolve();
            });
            signalGroup(child.pid, 'SIGTERM');
          }),
      ),
    );
  }
}
