import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import type {
  EgressEvent,
  RunningServer,
  RuntimeProcess,
  RuntimeService,
  RuntimeSpec,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import {
  KubernetesObjectApi,
  type KubernetesObject,
  PatchStrategy,
} from '@kubernetes/client-node';
import { statusOf } from '../cluster/apiError';
import { ClusterClient } from '../cluster/ClusterClient';
import { KubernetesDriver } from '../driver/KubernetesDriver';
import { HTTP } from './programs';
import { exampleSettings } from './exampleSettings';
import type { TestCluster } from './TestCluster';

const NAMESPACE = 'sallyport-runtimes';

/** Drivers, servers that are one program, and an administrator who interferes. */
export class DriverFixture {
  static create(cluster: TestCluster): DriverFixture {
    return new DriverFixture(cluster);
  }

  readonly cluster: TestCluster;
  readonly admin: ClusterClient;
  /** Of the configuration, beside the driver's own part: the same for all, since they keep the same zone. */
  rest: JsonObject = {};
  readonly notices: string[] = [];
  readonly egress: EgressEvent[] = [];
  readonly #drivers: KubernetesDriver[] = [];
  readonly #started: RunningServer[] = [];

  private constructor(cluster: TestCluster) {
    this.cluster = cluster;
    const config = cluster.admin;
    this.admin = ClusterClient.create({ name: 'admin', config });
  }

  driver(change: JsonObject = {}): KubernetesDriver {
    const { ranges } = this.cluster;
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    const driver = KubernetesDriver.create({
      settings: exampleSettings(
        {
          egress: { image: this.cluster.egressImage },
          clusters: {
            default: { gateway: ranges ? { ranges } : { forward: true } },
          },
          zones: { default: { namespace: NAMESPACE, replicas: 2 } },
          ...change,
        },
        this.rest,
      ),
      logger,
      kubeConfig: () => this.cluster.driver,
    });
    this.#drivers.push(driver);
    return driver;
  }

  /** A server whose code is this. */
  spec(program: string, change: Partial<RuntimeSpec> = {}): RuntimeSpec {
    const [identifier, integrity] = this.cluster.image.split('@');
    const wanted = { registry: 'oci', identifier, version: '1', integrity };
    return {
      runtimeId: randomUUID(),
      owner: 'test',
      serverRef: 'api:default/test',
      prepared: {
        package: wanted as RuntimeSpec['prepared']['package'],
        integrity,
        commands: {},
        location: this.cluster.image,
      },
      command: 'node',
      args: ['--input-type=module', '-e', program],
      env: {},
      profile: {},
      secrets: {},
      onNotice: line => this.notices.push(line),
      onEgress: event => this.egress.push(event),
      ...change,
    };
  }

  async start(
    driver: KubernetesDriver,
    spec: RuntimeSpec,
  ): Promise<RuntimeProcess> {
    const started = await driver.start(spec);
    this.#started.push(started);
    return started;
  }

  /** The same for one that listens at {@link HTTP}. */
  async serve(
    driver: KubernetesDriver,
    spec: RuntimeSpec,
  ): Promise<RuntimeService> {
    const started = await driver.serve({ ...spec, http: HTTP });
    this.#started.push(started);
    return started;
  }

  /** Starts a server that says something once it is asked: what it said, as JSON. */
  async ask<T>(driver: KubernetesDriver, spec: RuntimeSpec): Promise<T> {
    const server = await this.start(driver, spec);
    server.stdin.end('go\n');
    const [out, err] = await Promise.all([
      text(server.stdout),
      text(server.stderr),
    ]);
    await server.exited;
    if (err) throw new Error(err);
    return JSON.parse(out) as T;
  }

  /** Somebody else changes an object. */
  async interfere(object: KubernetesObject): Promise<void> {
    await KubernetesObjectApi.makeApiClient(this.cluster.admin).patch(
      object as never,
      undefined,
      undefined,
      'kubectl',
      undefined,
      PatchStrategy.MergePatch,
    );
  }

  /** Somebody else deletes an object. Fine where it is gone. */
  async remove(object: KubernetesObject): Promise<void> {
    await KubernetesObjectApi.makeApiClient(this.cluster.admin)
      .delete(object as never)
      .catch(error => {
        if (statusOf(error) !== 404) throw error;
      });
  }

  /** Names of pods of runtimes that are there. */
  async pods(): Promise<string[]> {
    const all = await this.admin.listPods(
      NAMESPACE,
      'app.kubernetes.io/component=runtime',
    );
    return all.map(({ metadata }) => metadata!.name!);
  }

  async close(): Promise<void> {
    await Promise.all(this.#started.map(server => server.stop({ graceMs: 0 })));
    for (const driver of this.#drivers) driver.close();
  }
}
