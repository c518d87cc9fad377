// Where servers run in sandboxes: what is configured for that, what can be killed there, and what must not be left.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  hostedServer,
  sandboxConfig,
} from '../../support/rig/hostedServers.mjs';
import { findHelpers, findOrphans, findRuntimes } from './sandboxProcesses.mjs';

export class SandboxGround {
  static async create() {
    return new SandboxGround();
  }

  /** What is killed here, and how often. */
  kinds = { gateway: 0.3, runtime: 0.45, helper: 0.25 };
  #mark = `mark-${process.pid}-${Date.now()}`;
  #folder = mkdtempSync(join(tmpdir(), 'sallyport-faults-'));

  config(given) {
    return sandboxConfig(this.#folder, given);
  }

  server(name, { isolation }) {
    return hostedServer({
      args: ['--name', name, this.#mark],
      isolation,
      // With a destination, so that a helper listens in its sandbox.
      profile: { sallyport: { egress: [{ host: 'allowed.test', port: 9 }] } },
    });
  }

  /** Whose runtimes are below which gateway. @param {{pid: number}[]} gateways */
  async runtimes(gateways) {
    return findRuntimes(this.#mark).map(({ gateway, ...one }) => ({
      ...one,
      gateway: gateways.find(({ pid }) => pid === gateway),
    }));
  }

  /** What can be killed of runtimes: any process, bubblewrap outside, the sandbox's first, the gate or the server. */
  async victims() {
    return findRuntimes(this.#mark).flatMap(({ pids }) => pids);
  }

  helpers(gateways) {
    return findHelpers(gateways.map(({ pid }) => pid));
  }

  /** In words; nothing where all is well. */
  async orphans(gateways) {
    const pids = gateways.map(({ pid }) => pid);
    return findOrphans(this.#mark, pids).map(pid => `orphan ${pid}`);
  }

  /** What is kept of runtimes, by their ids. */
  async records() {
    const names = readdirSync(join(this.#folder, 'sandbox', 'runtimes'));
    return {
      records: names.map(name =>
        decodeURIComponent(name.replace(/\.json$/, '')),
      ),
    };
  }

  async stop() {
    const left = await this.orphans([]);
    rmSync(this.#folder, { recursive: true, force: true });
    return left;
  }
}
