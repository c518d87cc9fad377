// Two gateways that run servers in sandboxes, people who call them all the time, and what must hold when something is killed.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { credentialsOf } from '../../support/rig/credentialsOf.mjs';
import {
  hostedServer,
  sandboxConfig,
} from '../../support/rig/hostedServers.mjs';
import { startRig } from '../../support/rig/startRig.mjs';
import { HostedCaller } from './HostedCaller.mjs';
import { findOrphans, findRuntimes } from './sandboxProcesses.mjs';

const PEOPLE = ['alice', 'dave'];
/** How many runtimes of a server one gateway may have at a time: one for all, or one for each person. */
const MOST = { shared: 1, each: PEOPLE.length };
const SLOTS = 2;
const CONVERGE_MS = 30_000;

export class FaultStage {
  static async create({ database, random, logs }) {
    const stage = new FaultStage(random);
    stage.#rig = await startRig({
      servers: Object.keys(MOST).map(name => ({
        name,
        tools: ['echo'],
        hosted: hostedServer({
          args: ['--name', name, stage.mark],
          isolation: name === 'each' ? 'per-user' : 'shared',
          // With a destination, so that a helper listens in its sandbox.
          profile: {
            sallyport: { egress: [{ host: 'allowed.test', port: 9 }] },
          },
        }),
      })),
      people: PEOPLE,
      gateways: SLOTS,
      database,
      logs,
      config: sandboxConfig(stage.#folder, { startSeconds: 15 }),
    });
    stage.#slots = stage.#rig.gateways.slice();
    for (const slot of stage.#slots.keys()) await stage.#fill(slot);
    return stage;
  }

  /** A word of every command line of this stage's servers. */
  mark = `mark-${process.pid}-${Date.now()}`;
  #folder = mkdtempSync(join(tmpdir(), 'sallyport-faults-'));
  #random;
  #rig;
  #slots = [];
  #callers = new Map();
  #killed = new Set();
  #calls = [];

  constructor(random) {
    this.#random = random;
  }

  get gateways() {
    return this.#slots;
  }

  get runtimes() {
    return findRuntimes(this.mark);
  }

  get #pids() {
    return this.#slots.map(({ pid }) => pid);
  }

  get #active() {
    return [...this.#callers.values()].flat();
  }

  begin() {
    this.#active.forEach(caller => caller.begin());
  }

  async end() {
    await Promise.all(this.#active.map(caller => caller.end()));
  }

  /** What an owner does when servers do not come back soon enough: forgets what failed, and starts them anew. */
  async restart() {
    for (const gateway of this.#slots)
      for (const name of Object.keys(MOST))
        await gateway.api('POST', `/servers/id-of-${name}/runtime/restart`, {
          credentials: credentialsOf('alice'),
        });
  }

  /** Kills a gateway without a word. */
  async killGateway(slot) {
    const gateway = this.#slots[slot];
    this.#killed.add(gateway);
    await gateway.kill('SIGKILL');
  }

  /** Another one takes its place. */
  async replaceGateway(slot) {
    await Promise.all(this.#callers.get(slot).map(caller => caller.end()));
    this.#slots[slot] = await this.#rig.startGateway();
    await this.#fill(slot);
    this.#callers.get(slot).forEach(caller => caller.begin());
  }

  /** Waits until everybody was answered again. @returns {Promise<number>} milliseconds */
  async converge() {
    const at = performance.now();
    const late = () => this.#active.filter(caller => !caller.answeredSince(at));
    await this.#until(() => late().length === 0, CONVERGE_MS);
    const silent = late();
    if (silent.length > 0)
      throw new Error(
        `Not answered after ${CONVERGE_MS} ms: ${silent
          .map(({ label, calls }) => `${label} (${calls.at(-1)?.detail})`)
          .join(', ')}`,
      );
    return performance.now() - at;
  }

  /** With nobody calling: no orphan, no double. */
  async check() {
    const wrong = () => {
      const orphans = findOrphans(this.mark, this.#pids);
      const doubles = this.#pids.flatMap(gateway =>
        Object.entries(MOST).flatMap(([name, most]) => {
          const found = this.runtimes.filter(
            one => one.gateway === gateway && one.name === name,
          );
          return found.length > most ? [`${found.length} of ${name}`] : [];
        }),
      );
      return [...orphans.map(pid => `orphan ${pid}`), ...doubles];
    };
    await this.#until(() => wrong().length === 0, CONVERGE_MS / 2);
    const found = wrong();
    if (found.length > 0) throw new Error(found.join(', '));
  }

  /** Every call so far, and whether its gateway was killed: only such a call may break off. */
  calls() {
    return [...this.#calls, ...this.#active.flatMap(({ calls }) => calls)].map(
      ({ gateway, ...call }) => ({
        ...call,
        wasKilled: this.#killed.has(gateway),
      }),
    );
  }

  /** What gateways that are gone have left in files, control groups and the database. */
  async leftovers() {
    const running = new Set(this.runtimes.map(({ id }) => id));
    const records = readdirSync(join(this.#folder, 'sandbox', 'runtimes'))
      .map(name => decodeURIComponent(name.replace(/\.json$/, '')))
      .filter(id => !running.has(id));
    const rows = [];
    for (const name of Object.keys(MOST)) {
      const { runtimes } = await this.#slots[0].api(
        'GET',
        `/servers/id-of-${name}/runtime`,
        { credentials: credentialsOf('alice') },
      );
      rows.push(...runtimes.map(({ runtimeId }) => runtimeId));
    }
    return {
      records,
      rows: rows.filter(id => !running.has(id)),
      unknown: [...running].filter(id => !rows.includes(id)),
    };
  }

  /** Waits until nothing is left over. */
  async untilTidy(ms) {
    const count = async () =>
      Object.values(await this.leftovers()).flat().length;
    const until = performance.now() + ms;
    while ((await count()) > 0 && performance.now() < until) await wait(1000);
    return await this.leftovers();
  }

  async stop() {
    await this.end();
    await this.#rig?.stop();
    const left = findOrphans(this.mark, []);
    rmSync(this.#folder, { recursive: true, force: true });
    return left;
  }

  async #fill(slot) {
    const gateway = this.#slots[slot];
    this.#calls.push(
      ...(this.#callers.get(slot) ?? []).flatMap(({ calls }) => calls),
    );
    const callers = [];
    for (const name of Object.keys(MOST))
      for (const person of PEOPLE)
        callers.push(
          HostedCaller.create({
            gateway,
            endpoint: this.#rig.endpoint(name, gateway),
            token: await this.#rig.token(person, name, { gateway }),
            random: this.#random,
            label: `${slot} ${name} ${person}`,
          }),
        );
    this.#callers.set(slot, callers);
  }

  async #until(isSo, ms) {
    const until = performance.now() + ms;
    while (!isSo() && performance.now() < until) await wait(50);
  }
}
