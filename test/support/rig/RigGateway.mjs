import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { credentialsOf } from './credentialsOf.mjs';
import { answers, waitFor } from '../../../scripts/lib/waitFor.mjs';
import { watchEnv } from '../secrets/watchEnv.mjs';

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
  #ended;
  #nextId = 1;
  #told = 0;

  constructor({ url, apiUrl, log, nodeArguments = [], env = {} }) {
    /** The listener that MCP clients reach. */
    this.url = url;
    /** The portal's side: `/api/mcp-gateway`. */
    this.apiUrl = apiUrl;
    this.#log = log;
    const file = openSync(log, 'w');
    const ownEnv = { ...process.env, FORCE_COLOR: '0', ...watchEnv(), ...env };
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
    this.#ended = this.#exit.then(([code, signal]) => {
      throw new Error(
        `The gateway ended (${signal ?? code}):\n${this.log.slice(-4000)}`,
      );
    });
    // Whoever waits on it hears it; nobody has to.
    this.#ended.catch(() => {});
  }

  get pid() {
    return this.#child.pid;
  }

  get isRunning() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Everything that it has logged so far. */
  get log() {
    return readFileSync(this.#log, 'utf8');
  }

  /** @param {{config: object, entities: object[], documents: object[]}} settings */
  async start(settings) {
    this.#told = settings.documents.length;
    this.#child.send({ kind: 'start', ...settings });
    try {
      await waitFor(answers(`${this.url}/readyz`), {
        what: 'The gateway',
        seconds: 180,
        everyMs: 50,
        signal: this.#ended,
      });
    } catch (error) {
      if (!this.isRunning) throw error;
      throw new Error(`${error.message}\n${this.log.slice(-4000)}`);
    }
  }

  /** Tells it that the registry decided something. */
  put(document) {
    if (!this.#child.connected) return;
    this.#told += 1;
    this.#child.send({ kind: 'put', document });
  }

  /** `{heapUsed, rss, cpu, handles}` of the process; after a forced collection with `nodeArguments: ['--expose-gc']`. */
  async memory() {
    return await this.#ask({ kind: 'memory' });
  }

  /** The approved surface of tools that a server lists, as the registry would make it. */
  async describe(tools) {
    return (await this.#ask({ kind: 'describe', tools })).tools;
  }

  /** The portal's side of the plugin, as whoever the credentials say. */
  async api(method, path, { credentials, body } = {}) {
    const response = await fetch(`${this.apiUrl}/api/mcp-gateway${path}`, {
      method,
      headers: {
        ...(credentials && { authorization: `Bearer ${credentials}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  /** Waits until it acts on everything that it was told. */
  async applied() {
    const isApplied = async () => {
      const { feed } = await this.api('GET', '/info', {
        credentials: credentialsOf('rig'),
      });
      return feed.sequence >= this.#told ? true : undefined;
    };
    await waitFor(isApplied, {
      what: 'A change',
      seconds: 30,
      everyMs: 50,
      signal: this.#ended,
    });
  }

  /** Sends a signal and waits until the process is gone; one that does not go is killed. Returns `[code, signal]`. */
  async kill(signal = 'SIGTERM') {
    this.#child.kill(signal);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), GRACE_MS);
    const ended = await this.#exit;
    clearTimeout(timer);
    return ended;
  }
  async #ask(question) {
    const id = this.#nextId++;
    let listen;
    const answer = new Promise((resolve, reject) => {
      listen = message => {
        if (message.id !== id) return;
        if (message.error) reject(new Error(message.error));
        else resolve(message);
      };
      this.#child.on('message', listen);
    });
    try {
      this.#child.send({ ...question, id });
      return await Promise.race([answer, this.#ended]);
    } finally {
      this.#child.off('message', listen);
    }
  }
}
