import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { answers, waitFor } from '../../../scripts/lib/waitFor.mjs';

const require = createRequire(import.meta.url);
const ENTRY = fileURLToPath(new URL('./gateway.ts', import.meta.url));
const GRACE_MS = 15_000;

/** One gateway process of a rig. */
export class RigGateway {
  /** @param {{url: string, apiUrl: string, log: string, nodeArguments?: string[], env?: NodeJS.ProcessEnv}} options */
  static create(options) {
    return new RigGateway(options);
  }

  #child;
  #exit;
  #log;
  #nextId = 1;

  constructor({ url, apiUrl, log, nodeArguments = [], env = {} }) {
    /** The listener that MCP clients reach. */
    this.url = url;
    /** The portal's side: `/api/mcp-gateway`. */
    this.apiUrl = apiUrl;
    this.#log = log;
    const file = openSync(log, 'w');
    const ownEnv = { ...process.env, FORCE_COLOR: '0', ...env };
    // Production would want production's settings; test and development change what errors tell.
    delete ownEnv.NODE_ENV;
    this.#child = fork(ENTRY, {
      execArgv: [
        '--no-node-snapshot',
        '--enable-source-maps',
        '--require',
        require.resolve('@backstage/cli-node/config/nodeTransform.cjs'),
        ...nodeArguments,
      ],
      env: ownEnv,
      stdio: ['ignore', file, file, 'ipc'],
    });
    closeSync(file);
    this.#exit = once(this.#child, 'exit');
  }

  get pid() {
    return this.#child.pid;
  }

  /** Everything that it has logged so far. */
  get log() {
    return readFileSync(this.#log, 'utf8');
  }

  /** @param {{config: object, entities: object[], documents: object[]}} settings */
  async start(settings) {
    const ended = this.#exit.then(([code, signal]) => {
      throw new Error(
        `The gateway ended (${signal ?? code}):\n${this.log.slice(-4000)}`,
      );
    });
    ended.catch(() => {});
    this.#child.send({ kind: 'start', ...settings });
    await waitFor(answers(`${this.url}/readyz`), {
      what: 'The gateway',
      seconds: 60,
      everyMs: 50,
      signal: ended,
    });
  }

  /** Tells it that the registry decided something. */
  put(document) {
    if (this.#child.connected) this.#child.send({ kind: 'put', document });
  }

  /** `{heapUsed, rss, cpu, handles}` of the process; after a forced collection with `nodeArguments: ['--expose-gc']`. */
  async memory() {
    const id = this.#nextId++;
    const answer = new Promise(resolve => {
      const listen = message => {
        if (message.kind !== 'memory' || message.id !== id) return;
        this.#child.off('message', listen);
        resolve(message);
      };
      this.#child.on('message', listen);
    });
    this.#child.send({ kind: 'memory', id });
    return await Promise.race([
      answer,
      this.#exit.then(() => Promise.reject(new Error('The gateway ended'))),
    ]);
  }

  /** Sends a signal and waits until the process is gone; one that does not go is killed. Returns `[code, signal]`. */
  async kill(signal = 'SIGTERM') {
    this.#child.kill(signal);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), GRACE_MS);
    const ended = await this.#exit;
    clearTimeout(timer);
    return ended;
  }
}
