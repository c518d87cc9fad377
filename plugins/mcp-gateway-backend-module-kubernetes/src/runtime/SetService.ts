import type { Readable } from 'node:stream';
import type { KubernetesObject, V1StatefulSet } from '@kubernetes/client-node';
import type { HostedHttp } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type {
  RuntimeEndpoint,
  RuntimeExit,
  RuntimeService,
  RuntimeUsage,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { describeApiError } from '../cluster/apiError';
import type { ClusterClient } from '../cluster/ClusterClient';
import { keepObjects } from '../cluster/keepObjects';
import { podEndpoint } from './podEndpoint';
import { removeSet } from './removeSet';
import type { SetLogs } from './SetLogs';
import type { SetView } from './SetView';
import { UsageMeter } from './UsageMeter';

const KEEP_MS = 30_000;

/** What a running server in a set of pods is made of. */
export interface SetServiceParts {
  readonly runtimeId: string;
  readonly client: ClusterClient;
  /** As it must be. */
  readonly wanted: V1StatefulSet;
  /** As the cluster made it. */
  readonly set: V1StatefulSet;
  readonly beside: readonly KubernetesObject[];
  readonly http: HostedHttp;
  /** Its pods are reached by the API server. */
  readonly forward: boolean;
  readonly view: SetView;
  readonly logs: SetLogs;
  /** So long none of its pods may take calls. */
  readonly silentMs: number;
  onNotice(text: string): void;
  /** Nothing of it is left. */
  release(): void;
}

/** A server in a set of pods, which the cluster keeps running. */
export class SetService implements RuntimeService {
  static create(parts: SetServiceParts): SetService {
    return new SetService(parts);
  }

  readonly runtimeId: string;
  readonly log: Readable;
  readonly exited: Promise<RuntimeExit>;
  readonly #parts: SetServiceParts;
  readonly #meters = new Map<string, UsageMeter>();
  readonly #timer: NodeJS.Timeout;
  readonly #ending: AbortController = new AbortController();
  #isStopped = false;
  #silentSince: number | undefined;

  private constructor(parts: SetServiceParts) {
    this.#parts = parts;
    this.runtimeId = parts.runtimeId;
    this.log = parts.logs.stream;
    this.exited = this.#end();
    this.#timer = setInterval(() => void this.keep(), KEEP_MS);
    this.#timer.unref();
  }

  endpoints(): readonly RuntimeEndpoint[] {
    const { view, http, client, forward } = this.#parts;
    return view.pods.flatMap(pod => {
      const endpoint = podEndpoint(pod, http);
      if (!endpoint || !forward) return endpoint ?? [];
      const { name, namespace } = pod.metadata!;
      const place = { name: name!, namespace: namespace! };
      return {
        ...endpoint,
        // As whoever forwards a port calls it.
        url: `http://localhost:${http.port}${http.path}`,
        connect: () => client.forward(place, http.port),
      };
    });
  }

  /** Of all its pods together. */
  async usage(): Promise<RuntimeUsage> {
    const { view, client } = this.#parts;
    const all = await Promise.all(
      view.pods.map(pod => {
        const name = pod.metadata!.name!;
        const meter =
          this.#meters.get(name) ?? UsageMeter.create({ client, pod });
        this.#meters.set(name, meter);
        return meter.read();
      }),
    );
    return {
      memoryBytes: all.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
      cpuSeconds: all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    };
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#ending.abort();
    await this.exited;
  }

  /** Puts back what somebody changed of its objects, and ends what has none any more or does not get on. Never rejects. */
  async keep(): Promise<void> {
    const { client, set, wanted, beside, silentMs, onNotice } = this.#parts;
    if (this.#ending.signal.aborted) return;
    try {
      const live = await client.get(set);
      if (!live || live.metadata?.uid !== set.metadata?.uid) {
        onNotice('Somebody deleted its set of pods.');
        this.#ending.abort();
        return;
      }
      for (const what of await keepObjects(client, [wanted, ...beside])) {
        onNotice(`Somebody changed ${what}: it is as it must be again.`);
      }
    } catch (error) {
      onNotice(`Its objects cannot be looked at: ${describeApiError(error)}`);
    }
    if (this.endpoints().length > 0) this.#silentSince = undefined;
    else this.#silentSince ??= performance.now();
    const since = this.#silentSince;
    if (since !== undefined && performance.now() - since >= silentMs) {
      onNotice('None of its pods takes calls any more: it is ended.');
      this.#ending.abort();
    }
  }

  async #end(): Promise<RuntimeExit> {
    const { client, set, view, logs, onNotice, release } = this.#parts;
    const { signal } = this.#ending;
    await new Promise<void>(resolve => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    clearInterval(this.#timer);
    await removeSet({ client, set, view }).catch(error =>
      onNotice((error as Error).message),
    );
    logs.end();
    release();
    return {
      ...{ code: null, signal: null },
      ...(this.#isStopped && { killedFor: 'stopped' as const }),
    };
  }
}
