import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';
import { tailOf } from '../../../scripts/lib/run.mjs';
import { typescript } from '../../../scripts/lib/stack.mjs';
import { answers, waitFor } from '../../../scripts/lib/waitFor.mjs';

const FOLDER = join(root, 'packages/gateway');

/** A gateway as production runs it: packages/gateway with its own configuration and a file for what this place differs in. */
export class Replica {
  /**
   * @param {{
   *   name: string, home: string, ports: {api: number, mcp: number},
   *   overlay: object, env: NodeJS.ProcessEnv,
   * }} options
   */
  static create(options) {
    return new Replica(options);
  }

  #options;
  #child;
  #exit;
  #log;
  #starts = 0;

  constructor(options) {
    this.#options = options;
    const { name, home, overlay } = options;
    writeFileSync(join(home, `${name}.json`), JSON.stringify(overlay));
  }

  get ports() {
    return this.#options.ports;
  }

  /** Starts it, and waits until it says that it is ready. */
  async start() {
    const { name, home, env, ports } = this.#options;
    this.#log = join(home, `${name}-${++this.#starts}.log`);
    const file = openSync(this.#log, 'w');
    const [program, ...args] = [
      ...typescript('src/index.ts'),
      ...['--config', 'app-config.gateway.yaml'],
      ...['--config', join(home, `${name}.json`)],
    ];
    this.#child = spawn(program, args, {
      cwd: FOLDER,
      env,
      stdio: ['ignore', file, file],
    });
    closeSync(file);
    this.#exit = once(this.#child, 'exit');
    const ended = this.#exit.then(([code, signal]) => {
      throw new Error(
        `${name} ended (${signal ?? code}):\n${tailOf(this.#log)}`,
      );
    });
    ended.catch(() => {});
    await waitFor(answers(`http://127.0.0.1:${ports.mcp}/readyz`), {
      what: name,
      seconds: 90,
      everyMs: 100,
      signal: ended,
    }).catch(error => {
      throw new Error(`${error.message}\n${tailOf(this.#log)}`);
    });
  }

  /** Sends a signal and waits for the end: `[code, signal]`. */
  async end(signal) {
    if (!this.#child) return undefined;
    this.#child.kill(signal);
    return await this.#exit;
  }
}
