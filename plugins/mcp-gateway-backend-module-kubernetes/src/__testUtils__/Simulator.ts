import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { KubeConfig } from '@kubernetes/client-node';
import { buildEgress } from './buildEgress';
import { IMAGE } from './exampleSettings';
import type { AskedRight, TestCluster } from './TestCluster';

const ROOT = join(__dirname, '../../../..');
/** What servers of the tests run from. */
const SERVER_IMAGE = `registry.example.com/library/node@sha256:${'a'.repeat(
  64,
)}`;

interface Addresses {
  server: string;
  control: string;
  token: string;
  adminToken: string;
}

/** A cluster in a process of its own (test/support/kubernetes). */
export class Simulator implements TestCluster {
  static async start(
    options: {
      enforcesPolicies?: boolean;
      podPidsLimit?: number;
      version?: object;
      /** Manifests beside the usual one. */
      rights?: string[];
      names?: Record<string, string>;
    } = {},
  ): Promise<Simulator> {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-kubernetes-'));
    const egress = join(folder, 'egress.cjs');
    buildEgress(egress);
    const child = spawn(
      process.execPath,
      [
        join(ROOT, 'test/support/kubernetes/simulator.mjs'),
        JSON.stringify({
          ...options,
          rbac: ['sallyport', ...(options.rights ?? [])].map(name =>
            join(ROOT, `deploy/kubernetes/${name}.yaml`),
          ),
          account: 'sallyport/sallyport-gateway',
          images: [SERVER_IMAGE, IMAGE],
          replace: { '/sallyport/egress.cjs': egress, node: process.execPath },
        }),
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const [line] = await once(
      createInterface(child.stdout as NonNullable<typeof child.stdout>),
      'line',
    );
    return new Simulator(child, folder, JSON.parse(line));
  }

  readonly kind = 'simulator';
  readonly driver: KubeConfig;
  readonly admin: KubeConfig;
  readonly image = SERVER_IMAGE;
  readonly egressImage = IMAGE;
  readonly ranges = ['127.0.0.0/8'];
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #addresses: Addresses;

  private constructor(
    child: ChildProcess,
    folder: string,
    addresses: Addresses,
  ) {
    this.#child = child;
    this.#folder = folder;
    this.#addresses = addresses;
    this.driver = configFor(addresses.server, addresses.token);
    this.admin = configFor(addresses.server, addresses.adminToken);
  }

  /** Rights that the driver used. */
  async asked(): Promise<AskedRight[]> {
    const answer = await fetch(`${this.#addresses.control}/asked`);
    return (await answer.json()) as AskedRight[];
  }

  /** Breaks connections, or forgets what happened. */
  async disturb(how: 'cut' | 'compact'): Promise<void> {
    await fetch(`${this.#addresses.control}/${how}`);
  }

  async close(): Promise<void> {
    this.#child.stdin!.end();
    await once(this.#child, 'exit');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function configFor(server: string, token: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'simulator', server, skipTLSVerify: true }],
    users: [{ name: 'test', token }],
    contexts: [{ name: 'test', cluster: 'simulator', user: 'test' }],
    currentContext: 'test',
  });
  return config;
}
