// Two gateways that run servers, people who call them all the time, and what must hold when something is killed.
import { setTimeout as wait } from 'node:timers/promises';
import { credentialsOf } from '../../support/rig/credentialsOf.mjs';
import { startRig } from '../../support/rig/startRig.mjs';
import { HostedCaller } from './HostedCaller.mjs';

const PEOPLE = ['alice', 'dave'];
/** How many runtimes of a server one gateway may have at a time: one for all, or one for each person. */
const MOST = { shared: 1, each: PEOPLE.length };
const SLOTS = 2;
const CONVERGE_MS = 30_000;
/** Podman takes 20 s to notice that what looked after a container is gone. */
const CHECK_MS = 30_000;

export class FaultStage {
  /** @param {{ground: object}} options `ground`: where servers run (SandboxGround, EngineGround); stops with the stage */
  static async create({ ground, database, random, logs }) {
    const stage = new FaultStage(ground, random);
    try {
      stage.#rig = await startRig({
        servers: Object.keys(MOST).map(name => ({
          name,
          tools: ['echo'],
          hosted: ground.server(name, {
            isolation: name === 'each' ? 'per-user' : 'shared',
          }),
        })),
        people: PEOPLE,
        gateways: SLOTS,
        database,
        logs,
        config: ground.config({ startSeconds: 15 }),
      });
      for (const [slot, gateway] of stage.#rig.gateways.entries())
        await stage.#fill(slot, gateway);
      return stage;
    } catch (error) {
      await stage.stop();
      throw error;
    }
  }

  ground;
  #random;
  #rig;
  #slots = [];
  #callers = new Map();
  #killed = new Set();
  #calls = [];

  constructor(ground, random) {
    this.ground = ground;
    this.#random = random;
  }

  /** Each with the name that it has among replicas. */
  get gateways() {
    return this.#slots;
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
    for (const { gateway } of this.#slots)
      for (const name of Object.keys(MOST))
        await gateway.api('POST', `/servers/id-of-${name}/runtime/restart`, {
          credentials: credentialsOf('alice'),
        });
  }

  /** Kills a gateway without a word. */
  async killGateway(slot) {
    const { gateway } = this.#slots[slot];
    this.#killed.add(gateway);
    await gateway.kill('SIGKILL');
  }

  /** Another one takes its place. */
  async replaceGateway(slot) {
    await Promise.all(this.#callers.get(slot).map(caller => caller.end()));
    await this.#fill(slot, await this.#rig.startGateway());
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
    let found;
    const wrong = async () => {
      const runtimes = await this.ground.runtimes(this.#slots);
      const doubles = this.#slots.flatMap((gateway, slot) =>
        Object.entries(MOST).flatMap(([name, most]) => {
          const { length } = runtimes.filter(
            one => one.gateway === gateway && one.name === name,
          );
          return length > most ? [`${length} of ${name} at ${slot}`] : [];
        }),
      );
      return [...(await this.ground.orphans(this.#slots)), ...doubles];
    };
    await this.#until(async () => {
      // An engine may still be on its way back.
      found = await wrong().catch(({ message }) => [message]);
      return found.length === 0;
    }, CHECK_MS);
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

  /** What gateways that are gone have left in files, control groups, at the engine and in the database. */
  async leftovers() {
    const runtimes = await this.ground.runtimes(this.#slots);
    const running = new Set(runtimes.map(({ id }) => id));
    const rows = [];
    for (const name of Object.keys(MOST)) {
      const view = await this.#slots[0].gateway.api(
        'GET',
        `/servers/id-of-${name}/runtime`,
        { credentials: credentialsOf('alice') },
      );
      rows.push(...view.runtimes.map(({ runtimeId }) => runtimeId));
    }
    const records = await this.ground.records();
    const notRunning = ids => ids.filter(id => !running.has(id));
    return {
      ...Object.fromEntries(
        Object.entries(records).map(([what, ids]) => [what, notRunning(ids)]),
      ),
      rows: notRunning(rows),
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
    return this.ground.stop();
  }

  async #fill(slot, gateway) {
    let owner;
    // It says within seconds of its start who it is.
    await this.#until(async () => {
      const { replicas } = await gateway.api('GET', '/runtimes', {
        credentials: credentialsOf('alice'),
      });
      owner = replicas.find(({ isThis }) => isThis)?.id;
      return owner !== undefined;
    }, CONVERGE_MS);
    this.#slots[slot] = { gateway, owner, pid: gateway.pid };
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
    while (!(await isSo()) && performance.now() < until) await wait(50);
  }
}
