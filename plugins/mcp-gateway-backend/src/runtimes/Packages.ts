import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type {
  PreparedPackage,
  RuntimeDriver,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { orLeave } from './orLeave';

/** An installation goes on when whoever began it has stopped waiting: the next one finds it done. */
const MOST_MS = 5 * 60_000;

/** Installs each package once for all who wait for it. */
export class Packages {
  readonly #running = new Map<string, Promise<PreparedPackage>>();

  async prepare(
    driver: RuntimeDriver,
    wanted: HostedPackage,
    { signal }: { signal: AbortSignal },
  ): Promise<PreparedPackage> {
    const key = JSON.stringify([driver.kind, wanted]);
    const running =
      this.#running.get(key) ??
      driver
        .prepare(wanted, { signal: AbortSignal.timeout(MOST_MS) })
        .finally(() => this.#running.delete(key));
    // Whoever began it may have left.
    running.catch(() => {});
    this.#running.set(key, running);
    return await orLeave(running, signal);
  }
}
