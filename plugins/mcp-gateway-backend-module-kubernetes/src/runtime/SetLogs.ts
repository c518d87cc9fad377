import { PassThrough } from 'node:stream';
import type { V1Pod } from '@kubernetes/client-node';
import { describeApiError } from '../cluster/apiError';
import type { ClusterClient } from '../cluster/ClusterClient';
import { CONTAINERS } from '../manifests/inside';
import { startOf } from './podEndpoint';

/** What the servers in a set's pods write, each start of each of them, in one stream. */
export class SetLogs {
  static create(options: {
    client: Pick<ClusterClient, 'followLog'>;
    onNotice(text: string): void;
  }): SetLogs {
    return new SetLogs(options);
  }

  readonly stream = new PassThrough();
  readonly #options: Parameters<typeof SetLogs.create>[0];
  readonly #known = new Set<string>();
  readonly #following = new Set<AbortController>();
  #isOver = false;

  private constructor(options: Parameters<typeof SetLogs.create>[0]) {
    this.#options = options;
  }

  /** Follows what begins to run. */
  look(pods: readonly V1Pod[]): void {
    for (const pod of pods) {
      const isRunning = pod.status?.containerStatuses?.some(
        ({ name, state }) => name === CONTAINERS.server && state?.running,
      );
      const start = startOf(pod);
      if (!isRunning || this.#known.has(start)) continue;
      this.#known.add(start);
      this.#follow(pod).catch(error =>
        this.#options.onNotice(
          `Its log cannot be read: ${describeApiError(error)}`,
        ),
      );
    }
  }

  end(): void {
    this.#isOver = true;
    for (const one of this.#following) one.abort();
    this.stream.end();
  }

  async #follow({ metadata }: V1Pod): Promise<void> {
    const { name, namespace } = metadata!;
    const log = new PassThrough();
    log.on('error', () => {});
    log.pipe(this.stream, { end: false });
    const following = await this.#options.client.followLog(
      { name: name!, namespace: namespace!, container: CONTAINERS.server },
      log,
    );
    this.#following.add(following);
    log.once('close', () => this.#following.delete(following));
    if (this.#isOver) following.abort();
  }
}
