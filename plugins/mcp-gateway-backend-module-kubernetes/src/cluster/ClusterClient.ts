import {
  AppsV1Api,
  Attach,
  CoreV1Api,
  KubernetesObjectApi,
  type KubeConfig,
  type KubernetesObject,
  Log,
  NetworkingV1Api,
  PatchStrategy,
  type V1NetworkPolicy,
  type V1Pod,
  type V1StatefulSet,
  VersionApi,
} from '@kubernetes/client-node';
import {
  type Duplex,
  PassThrough,
  type Readable,
  type Writable,
} from 'node:stream';
import { FIELD_MANAGER } from '../manifests/labels';
import { statusOf } from './apiError';
import { ForwardedStream } from './ForwardedStream';

/** How a WebSocket says that it could not be opened. */
interface ErrorEvent {
  readonly message: string;
  readonly error?: unknown;
}

/** A WebSocket to a container. */
export type PodSocket = Awaited<ReturnType<Attach['handler']['connect']>>;

/** What the metrics API says of a pod. */
export interface PodMetrics {
  readonly timestamp: string;
  readonly containers: readonly {
    readonly name: string;
    readonly usage: { readonly cpu: string; readonly memory: string };
  }[];
}

/** One cluster: what this driver asks of its API server, and nothing else. Each call is a right in the shipped roles. */
export class ClusterClient {
  static create(options: { name: string; config: KubeConfig }): ClusterClient {
    return new ClusterClient(options.name, options.config);
  }

  readonly name: string;
  readonly config: KubeConfig;
  readonly core: CoreV1Api;
  readonly #apps: AppsV1Api;
  readonly #objects: KubernetesObjectApi;

  private constructor(name: string, config: KubeConfig) {
    this.name = name;
    this.config = config;
    this.core = config.makeApiClient(CoreV1Api);
    this.#apps = config.makeApiClient(AppsV1Api);
    this.#objects = KubernetesObjectApi.makeApiClient(config);
  }

  async version(): Promise<{ major: number; minor: number; text: string }> {
    const { major, minor, gitVersion } = await this.config
      .makeApiClient(VersionApi)
      .getCode();
    return {
      major: parseInt(major, 10),
      minor: parseInt(minor, 10),
      text: gitVersion,
    };
  }

  /** Server-side apply: what the object says is so, whoever said otherwise. */
  async apply<T extends KubernetesObject>(object: T): Promise<T> {
    return this.#objects.patch(
      object as KubernetesObject & { metadata: { name: string } },
      undefined,
      undefined,
      FIELD_MANAGER,
      true,
      PatchStrategy.ServerSideApply,
    ) as unknown as Promise<T>;
  }

  /** Undefined: it is not there. */
  async get<T extends KubernetesObject>(object: T): Promise<T | undefined> {
    try {
      const { apiVersion, kind, metadata } = object;
      return (await this.#objects.read({
        apiVersion,
        kind,
        metadata: { name: metadata!.name!, namespace: metadata!.namespace },
      } as never)) as unknown as T;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  /** Makes what is not there, and leaves what is as it is. */
  async createIfAbsent(object: KubernetesObject): Promise<void> {
    try {
      await this.#objects.create(
        object as never,
        undefined,
        undefined,
        FIELD_MANAGER,
      );
    } catch (error) {
      if (statusOf(error) !== 409) throw error;
    }
  }

  /** This pod and no other of its name. Fine where it is gone. */
  async deletePod(pod: V1Pod, graceSeconds: number): Promise<void> {
    const { name, namespace, uid } = pod.metadata!;
    try {
      await this.core.deleteNamespacedPod({
        name: name!,
        namespace: namespace!,
        gracePeriodSeconds: graceSeconds,
        body: { ...(uid && { preconditions: { uid } }) },
      });
    } catch (error) {
      const status = statusOf(error);
      if (status !== 404 && status !== 409) throw error;
    }
  }

  /** This set and no other of its name, its pods first. Fine where it is gone. */
  async deleteSet({ metadata }: V1StatefulSet): Promise<void> {
    const { name, namespace, uid } = metadata!;
    try {
      await this.#apps.deleteNamespacedStatefulSet({
        name: name!,
        namespace: namespace!,
        propagationPolicy: 'Foreground',
        body: { ...(uid && { preconditions: { uid } }) },
      });
    } catch (error) {
      const status = statusOf(error);
      if (status !== 404 && status !== 409) throw error;
    }
  }

  async listSets(
    namespace: string,
    labelSelector: string,
  ): Promise<V1StatefulSet[]> {
    const { items } = await this.#apps.listNamespacedStatefulSet({
      namespace,
      labelSelector,
    });
    return items;
  }

  async listPods(namespace: string, labelSelector: string): Promise<V1Pod[]> {
    const { items } = await this.core.listNamespacedPod({
      namespace,
      labelSelector,
    });
    return items;
  }

  async listPolicies(namespace: string): Promise<V1NetworkPolicy[]> {
    const { items } = await this.config
      .makeApiClient(NetworkingV1Api)
      .listNamespacedNetworkPolicy({ namespace });
    return items;
  }

  /** The end of what a container wrote, both outputs together. `previous`: before it was started again. */
  async logTail(
    pod: { name: string; namespace: string; container: string },
    lines: number,
    options: { previous?: boolean } = {},
  ): Promise<string> {
    return this.core.readNamespacedPodLog({
      ...pod,
      tailLines: lines,
      ...options,
    });
  }

  /** What a container writes, from its beginning, until it ends. */
  async followLog(
    pod: { name: string; namespace: string; container: string },
    into: Writable,
  ): Promise<AbortController> {
    // What is ended here, or breaks, is an error of a stream that the client keeps to itself: unheard it would end the gateway.
    into.once('pipe', (source: Readable) =>
      source.on('error', () => into.end()),
    );
    return new Log(this.config).log(
      pod.namespace,
      pod.name,
      pod.container,
      into,
      {
        follow: true,
      },
    );
  }

  /** Undefined: nothing measures pods here, or not this one yet. */
  async podMetrics(
    namespace: string,
    name: string,
  ): Promise<PodMetrics | undefined> {
    return (await this.get({
      apiVersion: 'metrics.k8s.io/v1beta1',
      kind: 'PodMetrics',
      metadata: { namespace, name },
    })) as unknown as PodMetrics | undefined;
  }

  /** A connection to a container's input and outputs. Channels are the first byte of each message. */
  async attach(
    pod: { name: string; namespace: string; container: string },
    onMessage: (channel: number, data: Buffer) => void,
  ): Promise<PodSocket> {
    const query = new URLSearchParams({
      container: pod.container,
      ...{ stdin: 'true', stdout: 'true', stderr: 'true', tty: 'false' },
    });
    return this.#connect(
      `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}/attach?${query}`,
      onMessage,
    );
  }

  /** A connection to a port of a pod, by the API server. */
  async forward(
    pod: { name: string; namespace: string },
    port: number,
  ): Promise<Duplex> {
    return ForwardedStream.open(onMessage =>
      this.#connect(
        `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}/portforward?ports=${port}`,
        onMessage,
      ),
    );
  }

  async #connect(
    path: string,
    onMessage: (channel: number, data: Buffer) => void,
  ): Promise<PodSocket> {
    const { handler } = new Attach(this.config);
    // Where a server ends a channel the handler closes these, and would close the gateway's own.
    Object.assign(handler, {
      streams: {
        stdin: new PassThrough(),
        stdout: new PassThrough(),
        stderr: new PassThrough(),
      },
    });
    try {
      return await handler.connect(path, null, (channel, data) => {
        onMessage(channel, data);
        return true;
      });
    } catch (error) {
      // What its socket says is an event, and no error.
      if (error instanceof Error) throw error;
      const { message, error: cause } = error as ErrorEvent;
      throw new Error(message, { cause });
    }
  }
}
