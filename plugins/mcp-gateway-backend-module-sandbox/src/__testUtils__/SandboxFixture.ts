import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  RuntimeProcess,
  RuntimeSpec,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { SandboxDriver } from '../driver/SandboxDriver';
import { PackageInstallers } from '../packages/PackageInstallers';
import type { SandboxSettings } from '../settings/SandboxSettings';

/** A driver with a folder of its own, and servers that are one file. */
export class SandboxFixture {
  static create(): SandboxFixture {
    return new SandboxFixture();
  }

  /** Users that servers run as can pass through it. */
  readonly folder = mkdtempSync(join(tmpdir(), 'sallyport-sandbox-'));
  readonly #started: RuntimeProcess[] = [];

  private constructor() {
    chmodSync(this.folder, 0o755);
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  settings(change: Partial<SandboxSettings> = {}): SandboxSettings {
    const directory = this.path('state');
    return {
      directory,
      mounts: { read: [], write: [], volumes: {}, directory },
      allowEverything: false,
      limits: {},
      requireHardLimits: false,
      useCgroups: true,
      useGvisor: false,
      openedHosts: [],
      pypi: { fileHosts: [] },
      packages: { installed: [], cacheBytes: 2 ** 30, timeoutMs: 60_000 },
      ...change,
    };
  }

  driver(
    change: Partial<SandboxSettings> = {},
    more: Partial<Parameters<typeof SandboxDriver.create>[0]> = {},
  ): SandboxDriver {
    const settings = this.settings(change);
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    const packages = PackageInstallers.create({ settings, logger });
    return SandboxDriver.create({ settings, logger, packages, ...more });
  }

  /** A server whose code is this. */
  spec(program: string, change: Partial<RuntimeSpec> = {}): RuntimeSpec {
    const runtimeId = randomUUID();
    const location = this.path('state', 'packages', runtimeId);
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

  async start(
    driver: SandboxDriver,
    spec: RuntimeSpec,
  ): Promise<RuntimeProcess> {
    const started = await driver.start(spec);
    this.#started.push(started);
    return started;
  }

  /** Starts a server that ends by itself: what it printed, as JSON. */
  async run<T>(driver: SandboxDriver, spec: RuntimeSpec): Promise<T> {
    const server = await this.start(driver, spec);
    const [out, err] = await Promise.all([
      text(server.stdout),
      text(server.stderr),
    ]);
    await server.exited;
    if (err) throw new Error(err);
    return JSON.parse(out) as T;
  }

  async close(): Promise<void> {
    await Promise.all(this.#started.map(server => server.stop({ graceMs: 0 })));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
