import { ActiveStops } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { McpRegistryService } from '@sallyport/backstage-plugin-mcp-registry-node';

/** The stops of this replica, as one list of which there is another whenever a stop is made or ends. */
export class StopSet {
  static create(options: {
    registry: Pick<McpRegistryService, 'getStops'>;
  }): StopSet {
    return new StopSet(options.registry);
  }

  readonly #registry: Pick<McpRegistryService, 'getStops'>;
  #sequence: number | undefined;
  #current: ActiveStops | undefined;

  private constructor(registry: Pick<McpRegistryService, 'getStops'>) {
    this.#registry = registry;
  }

  /** `undefined` where nothing is stopped. */
  get current(): ActiveStops | undefined {
    return this.#current;
  }

  /**
   * Fetches the list where the feed speaks of another one. Throws when it cannot: then the feed must not go on, for what was stopped
   * would go on being allowed.
   *
   * @param options - `wanted`: what the feed says; nothing in a registry that knows no stops
   * @returns whether it is another list now
   */
  async refresh(options: {
    wanted: number | undefined;
    signal: () => AbortSignal;
    /** Ask in any case: numbers of another epoch prove nothing. */
    isNewEpoch?: boolean;
  }): Promise<boolean> {
    const wanted = options.wanted ?? 0;
    if (wanted === this.#sequence && !options.isNewEpoch) return false;
    // Most installations have never stopped anything: nothing is asked then.
    const { sequence, items } =
      wanted === 0
        ? { sequence: 0, items: [] }
        : await this.#registry.getStops({ signal: options.signal() });
    if (sequence < wanted) {
      throw new Error(
        `The registry sent stops of ${sequence}, older than ${wanted} that its feed tells of`,
      );
    }
    const before = this.#current;
    this.#sequence = sequence;
    this.#current = ActiveStops.from(items);
    return before !== this.#current;
  }
}
