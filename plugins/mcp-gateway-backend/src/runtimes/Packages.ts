import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type {
  PreparedPackage,
  RuntimeDriver,
} from '@sallyport/backstage-plugin-mcp-gateway-node';

/** Installs each package once for all who wait for it. Whoever leaves stops waiting, not the installation. */
export class Packages {
  readonly #running = new Map<string, Promise<PreparedPackage>>();

  async prepare(
    driver: RuntimeDriver,
    wanted: HostedPackage,
    options: { signal: AbortSignal; timeoutMs: number },
  ): Promise<PreparedPackage> {
    const { signal, timeoutMs } = options;
    const key = JSON.stringify([driver.kind, wanted]);
    const running =
      this.#running.get(key) ??
      driver
        .prepare(wanted, { signal: AbortSignal.timeout(timeoutMs) })
        .finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    const left = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason), {
        once: true,
      }),
    );
    left.catch(() => {});
    return await Promise.race([running, left]);
  }
}
