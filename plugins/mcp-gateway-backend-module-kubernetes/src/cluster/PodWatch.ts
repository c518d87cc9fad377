import {
  type CoreV1Event,
  ListWatch,
  type V1Pod,
  Watch,
} from '@kubernetes/client-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { describeApiError } from './apiError';
import type { ClusterClient } from './ClusterClient';

const RESTART_MS = 2_000;

/** Hears of one pod. */
export interface PodListener {
  /** Undefined: it is gone. */
  onPod(pod: V1Pod | undefined): void;
  /** An event of the cluster about it. */
  onEvent(event: CoreV1Event): void;
}

/** Follows the pods of a namespace and what the cluster says of them, by one watch of each for all runtimes. */
export class PodWatch {
  static start(options: {
    client: ClusterClient;
    namespace: string;
    labelSelector: string;
    logger: LoggerService;
  }): PodWatch {
    return new PodWatch(options);
  }

  readonly #options: Parameters<typeof PodWatch.start>[0];
  readonly #listeners = new Map<string, PodListener>();
  readonly #informers: { stop(): Promise<void> }[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #startedAt = Date.now();
  #isStopped = false;

  private constructor(options: Parameters<typeof PodWatch.start>[0]) {
    this.#options = options;
    const { client, namespace, labelSelector } = options;
    const pods = new ListWatch<V1Pod>(
      `/api/v1/namespaces/${namespace}/pods`,
      new Watch(client.config),
      () => client.core.listNamespacedPod({ namespace, labelSelector }),
      false,
      labelSelector,
      undefined,
      { delayFn: ms => this.#pause(ms) },
    );
    const tell = (pod: V1Pod) => this.#find(pod)?.onPod(pod);
    pods.on('add', tell);
    pods.on('update', tell);
    pods.on('delete', pod => this.#find(pod)?.onPod(undefined));
    const events = new ListWatch<CoreV1Event>(
      `/api/v1/namespaces/${namespace}/events`,
      new Watch(client.config),
      // Of sets as well: they say why they make no pod.
      () => client.core.listNamespacedEvent({ namespace }),
      false,
      undefined,
      undefined,
      { delayFn: ms => this.#pause(ms) },
    );
    const hear = (event: CoreV1Event) => this.#hear(event);
    events.on('add', hear);
    events.on('update', hear);
    this.#keep(pods);
    this.#keep(events);
  }

  /** @returns ends it. */
  listen(name: string, listener: PodListener): () => void {
    this.#listeners.set(name, listener);
    return () => this.#listeners.delete(name);
  }

  stop(): void {
    this.#isStopped = true;
    this.#timers.forEach(timer => clearTimeout(timer));
    for (const informer of this.#informers) void informer.stop();
  }

  #find({ metadata }: V1Pod): PodListener | undefined {
    return this.#listeners.get(metadata?.name ?? '');
  }

  #hear(event: CoreV1Event): void {
    // What was said before is of no pod that is listened for.
    const at = Date.parse(`${event.lastTimestamp ?? ''}`);
    if (at < this.#startedAt - 60_000) return;
    this.#listeners.get(event.involvedObject?.name ?? '')?.onEvent(event);
  }

  /** After the end there is no end of it: whoever waits does not begin anew. */
  #pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      setTimeout(() => {
        if (!this.#isStopped) resolve();
      }, ms).unref();
    });
  }

  #keep(informer: ListWatch<V1Pod> | ListWatch<CoreV1Event>): void {
    this.#informers.push(informer);
    let isTrouble = false;
    const again = (error: unknown) => {
      if (this.#isStopped) return;
      const { logger, client, namespace } = this.#options;
      if (!isTrouble) {
        isTrouble = true;
        logger.warn(
          `${namespace} of the cluster '${
            client.name
          }' cannot be watched: ${describeApiError(error)}`,
        );
      }
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        informer.start().then(() => (isTrouble = false), again);
      }, RESTART_MS);
      this.#timers.add(timer.unref());
    };
    informer.on('error', again);
    void informer.start().catch(again);
  }
}
