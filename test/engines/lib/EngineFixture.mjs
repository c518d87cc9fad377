// A driver with folders of its own, on an engine of its own, and servers that are one file.
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { loadDriver } from './bundle.mjs';
import { startEngine } from './engines.mjs';
import { importImage, NPM_INSIDE, packRoot } from './images.mjs';

const MIB = 1024 * 1024;
const NODE = '/usr/local/bin/node';

const logger = {
  child: () => logger,
  debug() {},
  info() {},
  warn() {},
  error() {},
};

export class EngineFixture {
  /** `insecure`: a registry that is asked without TLS. `npm`: whether the image with Node has it. */
  static async create(kind, { insecure, npm } = {}) {
    const archive = packRoot({}, { npm });
    try {
      const DockerDriver = await loadDriver();
      const engine = await startEngine(kind, { insecure });
      try {
        const { socketPath } = engine;
        const name = 'sallyport.test/node:1';
        const image = await importImage({ socketPath, archive, name });
        return new EngineFixture({ engine, image, DockerDriver });
      } catch (error) {
        await engine.stop();
        throw error;
      }
    } finally {
      rmSync(archive, { force: true });
    }
  }

  #DockerDriver;
  #started = [];

  constructor({ engine, image, DockerDriver }) {
    this.engine = engine;
    this.image = image;
    this.#DockerDriver = DockerDriver;
    this.folder = mkdtempSync(join(tmpdir(), 'sallyport-engines-'));
    // Sockets and secrets belong in memory.
    this.runFolder = mkdtempSync('/dev/shm/sallyport-');
  }

  settings(change = {}) {
    const directory = join(this.folder, 'state');
    return {
      socketPath: this.engine.socketPath,
      directory,
      runDirectory: join(this.runFolder, 'run'),
      user: { uid: 65534, gid: 65534 },
      mounts: { read: [], write: [], volumes: {}, directory },
      allowEverything: false,
      limits: {
        memoryBytes: 192 * MIB,
        pids: 32,
        openFiles: 256,
        fileBytes: 96 * MIB,
        tmpBytes: 16 * MIB,
        diskBytes: 64 * MIB,
      },
      openedHosts: [],
      images: {
        registries: [],
        local: true,
        maxBytes: 2 ** 30,
        timeoutMs: 60_000,
      },
      nodeImage: {
        name: 'sallyport.test/node',
        digest: this.image,
        node: NODE,
        npm: NPM_INSIDE,
      },
      packages: { installed: [], cacheBytes: 2 ** 30, timeoutMs: 60_000 },
      ...change,
    };
  }

  /** `mcpGateway.runtimes` of a gateway that runs servers in this engine. */
  configuration({ npmRegistry }) {
    const { socketPath, directory, runDirectory, nodeImage } = this.settings();
    const { name, digest, node, npm } = nodeImage;
    return {
      driver: 'docker',
      docker: {
        ...{ socket: socketPath, directory, runDirectory },
        nodeImage: { image: `${name}@${digest}`, node, npm },
        packages: { npmRegistry },
      },
    };
  }

  driver(change, more = {}) {
    return this.#DockerDriver.create({
      ...{ settings: this.settings(change), logger },
      ...more,
    });
  }

  /** A server whose code is this, installed as a package of npm would be. */
  spec(program, change = {}) {
    const runtimeId = randomUUID();
    const location = join(this.folder, 'state', 'packages', runtimeId);
    mkdirSync(location, { recursive: true });
    writeFileSync(join(location, 'server.mjs'), program);
    return {
      runtimeId,
      owner: 'test',
      serverRef: 'api:default/test',
      prepared: {
        package: { registry: 'npm', identifier: 'test', version: '1.0.0' },
        integrity: 'sha256:test',
        commands: { test: 'server.mjs' },
        location,
      },
      args: [],
      env: {},
      profile: {},
      secrets: {},
      ...change,
    };
  }

  /** Asks the engine past the driver. */
  ask(path, method = 'GET') {
    const { socketPath } = this.engine;
    return new Promise((resolve, reject) => {
      request({ socketPath, method, path: `/v1.41${path}` }, async answer => {
        const said = await text(answer);
        resolve(said ? JSON.parse(said) : undefined);
      })
        .on('error', reject)
        .end();
    });
  }

  /** A server that was prepared. */
  specOf(prepared, change = {}) {
    const { runtimeId, owner, serverRef } = this.spec('');
    return {
      ...{ runtimeId, owner, serverRef, prepared },
      ...{ args: [], env: {}, profile: {}, secrets: {} },
      ...change,
    };
  }

  async start(driver, spec) {
    const started = await driver.start(spec);
    this.#started.push(started);
    return started;
  }

  /** Starts a server that ends by itself: what it printed, as JSON. */
  async run(driver, spec) {
    const server = await this.start(driver, spec);
    const [out, err] = await Promise.all([
      text(server.stdout),
      text(server.stderr),
    ]);
    const exit = await server.exited;
    try {
      return JSON.parse(out);
    } catch {
      throw new Error(
        `It printed '${out}' ${err} and ended: ${JSON.stringify(exit)}`,
      );
    }
  }

  async close() {
    await Promise.all(this.#started.map(server => server.stop({ graceMs: 0 })));
    await this.engine.stop();
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.runFolder, { recursive: true, force: true });
  }
}
