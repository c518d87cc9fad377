// Where servers run in containers: an engine of its own, the way to it, what can be killed there, and what must not be left.
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startEngine } from '../../engines/lib/engines.mjs';
import { importImage, packRoot } from '../../engines/lib/images.mjs';
import { freePort } from '../../support/rig/freePort.mjs';
import { PACKAGE } from '../../support/rig/hostedServers.mjs';
import { CutProxy } from './CutProxy.mjs';
import { machineProcesses } from './machineProcesses.mjs';

const MIB = 1024 * 1024;
const NODE = '/usr/local/bin/node';
const NAME = 'sallyport.test/rig-hosted';
/** Programs that look after containers, one each. */
const KEEPER = /(?:^|\/)(?:containerd-shim[a-z0-9-]*|conmon)$/;
const label = name => `io.sallyport.${name}`;

export class EngineGround {
  /** @param {'docker' | 'podman'} kind */
  static async create(kind) {
    const archive = packRoot({
      'server.mjs': readFileSync(join(PACKAGE, 'server.mjs')),
    });
    try {
      const engine = await startEngine(kind);
      try {
        const image = await importImage({
          ...{ socketPath: engine.socketPath, archive, name: `${NAME}:1` },
          changes: [`ENTRYPOINT ["${NODE}","/server.mjs"]`],
        });
        const folder = mkdtempSync(join(tmpdir(), 'sallyport-faults-'));
        // What is mounted from below it belongs to another user.
        chmodSync(folder, 0o755);
        const proxy = await CutProxy.create({
          socketPath: join(folder, 'engine.sock'),
          target: engine.socketPath,
        });
        const port = await freePort();
        return new EngineGround({ kind, engine, image, folder, proxy, port });
      } catch (error) {
        await engine.stop();
        throw error;
      }
    } finally {
      rmSync(archive, { force: true });
    }
  }

  /** What is killed here, and how often. */
  kinds = {
    gateway: 0.2,
    engine: 0.2,
    connection: 0.25,
    runtime: 0.2,
    keeper: 0.15,
  };
  #mark = `mark-${process.pid}-${Date.now()}`;
  #kind;
  #engine;
  #image;
  #folder;
  #proxy;
  /** Of a destination, by which the process that leads there is known: nobody else has that number on a command line. */
  #port;

  constructor({ kind, engine, image, folder, proxy, port }) {
    this.#kind = kind;
    this.#engine = engine;
    this.#image = image;
    this.#folder = folder;
    this.#proxy = proxy;
    this.#port = port;
  }

  config({ startSeconds }) {
    return {
      mcpGateway: {
        runtimes: {
          ...{ driver: 'docker', startSeconds },
          docker: {
            socket: join(this.#folder, 'engine.sock'),
            directory: this.#directory,
            runDirectory: join(this.#folder, 'run'),
            nodeImage: { image: `${NAME}@${this.#image}`, node: NODE },
            images: { local: true },
            // Some machines forbid root to raise bounds.
            limits: {
              ...{ memoryBytes: 128 * MIB, pids: 32, openFiles: 256 },
              ...{ fileBytes: 32 * MIB, tmpBytes: 4 * MIB },
            },
          },
        },
      },
    };
  }

  /** One with a way out beside it, which is a container too; others alone. */
  server(name, { isolation }) {
    return {
      package: {
        ...{ registry: 'oci', identifier: NAME, version: this.#image },
      },
      args: ['--name', name, this.#mark],
      isolation,
      profile:
        isolation === 'shared'
          ? {
              sallyport: {
                egress: [{ host: 'allowed.test', port: this.#port }],
              },
            }
          : {},
    };
  }

  /** Servers in containers that run. @param {{owner: string}[]} gateways */
  async runtimes(gateways) {
    const found = await this.#containers();
    return found
      .filter(({ role, isRunning }) => isRunning && role === 'server')
      .map(({ runtimeId, server, owner }) => ({
        id: runtimeId,
        name: server.replace(/^.*\//, ''),
        gateway: gateways.find(one => one.owner === owner),
      }));
  }

  /** Processes in containers: servers, and what leads out. */
  async victims() {
    return this.#processes().map(({ pid }) => pid);
  }

  /** What looks after one container each. */
  async keepers() {
    return this.#engineProcesses()
      .filter(({ command }) => KEEPER.test(command.split('\0')[0]))
      .map(({ pid }) => pid);
  }

  /** The engine's own processes. */
  async engines() {
    return this.#services().map(({ pid }) => pid);
  }

  /** As a machine's own manager of services would: what has ended is started again. */
  async startEngine() {
    const isUp = () =>
      this.#services().some(({ command }) =>
        /(?:dockerd|podman)$/.test(command.split('\0')[0]),
      );
    if (!isUp()) await this.#engine.start();
  }

  cut(choose) {
    return this.#proxy.cut(choose);
  }

  /** Containers that run and processes of containers, where no living gateway has them. In words. */
  async orphans(gateways) {
    const isAlive = owner => gateways.some(one => one.owner === owner);
    const running = (await this.#containers()).filter(one => one.isRunning);
    const held = running.filter(({ owner }) => isAlive(owner));
    return [
      ...running
        .filter(({ owner }) => !isAlive(owner))
        .map(({ id, role }) => `orphan ${role} ${id.slice(0, 12)}`),
      ...this.#processes()
        .filter(({ container }) => !held.some(({ id }) => id === container))
        .map(({ pid }) => `orphan process ${pid}`),
    ];
  }

  /** What is kept of runtimes, by their ids: containers, running or not, and folders with their sockets. */
  async records() {
    const containers = await this.#containers();
    return {
      containers: containers.map(({ runtimeId }) => runtimeId),
      folders: readdirSync(join(this.#folder, 'run')).map(decodeURIComponent),
    };
  }

  async stop() {
    const left = await this.orphans([]).catch(error => [error.message]);
    this.#proxy.close();
    await this.#engine.stop();
    rmSync(this.#folder, { recursive: true, force: true });
    return left;
  }

  get #directory() {
    return join(this.#folder, 'state');
  }

  /** Asked past the driver, and past what is cut. */
  async #containers() {
    const filters = JSON.stringify({
      label: [`${label('instance')}=${this.#directory}`],
    });
    const found = await this.#ask(
      `/containers/json?${new URLSearchParams({ all: 'true', filters })}`,
    );
    return found.map(({ Id, State, Labels }) => ({
      id: Id,
      isRunning: /running/i.test(State),
      owner: Labels[label('owner')],
      runtimeId: Labels[label('runtimeId')],
      role: Labels[label('role')],
      server: Labels[label('server')],
    }));
  }

  #ask(path) {
    const { socketPath } = this.#engine;
    return new Promise((resolve, reject) => {
      const asking = request(
        { socketPath, path: `/v1.41${path}` },
        async answer => resolve(JSON.parse(await text(answer))),
      );
      asking.setTimeout(15_000, () => asking.destroy(new Error('too slow')));
      asking.on('error', reject);
      asking.end();
    });
  }

  /** Processes of this stage inside of containers, each with the id of its container. */
  #processes() {
    return machineProcesses()
      .filter(
        ({ command }) =>
          command.startsWith(NODE) &&
          (command.includes(this.#mark) ||
            command.includes(`"port":${this.#port},`)),
      )
      .map(({ pid }) => ({ pid, container: containerOf(pid) }));
  }

  #services() {
    const names =
      this.#kind === 'docker'
        ? /(?:^|\/)(?:dockerd|containerd)$/
        : /(?:^|\/)podman$/;
    return this.#engineProcesses().filter(
      ({ command }) =>
        names.test(command.split('\0')[0]) &&
        (this.#kind === 'docker' || command.includes('\0system\0service\0')),
    );
  }

  #engineProcesses() {
    return machineProcesses().filter(({ command }) =>
      command.includes(this.#engine.home),
    );
  }
}

/** The container that a process is in, by its control group. */
function containerOf(pid) {
  try {
    return /[0-9a-f]{64}/.exec(
      readFileSync(`/proc/${pid}/cgroup`, 'utf8'),
    )?.[0];
  } catch {
    return undefined;
  }
}
