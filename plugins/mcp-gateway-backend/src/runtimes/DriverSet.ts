import type {
  RuntimeDriver,
  RuntimeDriverStatus,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Clock } from '../access/Clock';
import { runtimeTrouble } from './runtimeTrouble';

const FRESH_MS = 10_000;

/** The driver that runs servers, and what it can do now. */
export interface ReadyDriver {
  readonly driver: RuntimeDriver;
  readonly status: RuntimeDriverStatus;
}

/** One driver of a replica. */
export interface DriverReport {
  readonly kind: string;
  /** Whether what is started now is started by it. */
  readonly isUsed: boolean;
  readonly status: RuntimeDriverStatus;
}

const NONE: RuntimeDriverStatus = {
  ready: false,
  bounds: { memory: 'none', pids: 'none', cpu: 'none', disk: 'none' },
  problems: [
    {
      text: 'This gateway has nothing that runs servers.',
      remedy:
        'An administrator adds a runtime driver, such as @sallyport/backstage-plugin-mcp-gateway-backend-module-sandbox.',
    },
  ],
};

/** The runtime drivers of this gateway. Where none is ready nothing is started: there is no way to run a server unconfined. */
export class DriverSet {
  static create(options: {
    drivers: readonly RuntimeDriver[];
    /** The kind that is used, where there are several. */
    preferred?: string;
    clock: Pick<Clock, 'monotonic'>;
  }): DriverSet {
    return new DriverSet(options);
  }

  readonly all: readonly RuntimeDriver[];
  readonly #driver: RuntimeDriver | undefined;
  readonly #clock: Pick<Clock, 'monotonic'>;
  #known: { status: RuntimeDriverStatus; at: number } | undefined;

  private constructor(options: Parameters<typeof DriverSet.create>[0]) {
    const { drivers, preferred, clock } = options;
    this.all = drivers;
    this.#clock = clock;
    this.#driver =
      preferred === undefined
        ? drivers[0]
        : drivers.find(({ kind }) => kind === preferred);
    if (preferred !== undefined && !this.#driver) {
      throw new Error(
        `mcpGateway.runtimes.driver is '${preferred}', but no module adds such a driver`,
      );
    }
    if (preferred === undefined && drivers.length > 1) {
      throw new Error(
        `There are several runtime drivers: set mcpGateway.runtimes.driver to one of ${drivers
          .map(({ kind }) => kind)
          .join(', ')}`,
      );
    }
  }

  /** What the driver can do now. */
  async status(): Promise<RuntimeDriverStatus> {
    const driver = this.#driver;
    if (!driver) return NONE;
    const now = this.#clock.monotonic();
    if (this.#known && now - this.#known.at < FRESH_MS) {
      return this.#known.status;
    }
    const status = await driver.status();
    this.#known = { status, at: now };
    return status;
  }

  /** What each driver can do now, the used one first. */
  async report(): Promise<DriverReport[]> {
    const reports = await Promise.all(
      this.all.map(async driver => ({
        kind: driver.kind,
        isUsed: driver === this.#driver,
        status:
          driver === this.#driver ? await this.status() : await driver.status(),
      })),
    );
    return reports.sort((a, b) => Number(b.isUsed) - Number(a.isUsed));
  }

  /** The driver, where it is ready. Throws an `UpstreamFailure` that says why not. */
  async ready(): Promise<ReadyDriver> {
    const status = await this.status();
    if (this.#driver && status.ready) return { driver: this.#driver, status };
    const [problem] = status.problems;
    throw runtimeTrouble(
      problem
        ? `${problem.text} ${problem.remedy}`
        : 'What runs servers here is not ready.',
    );
  }
}
