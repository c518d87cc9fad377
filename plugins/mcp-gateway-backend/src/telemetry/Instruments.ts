import type {
  Attributes,
  BatchObservableResult,
  Counter,
  Histogram,
  Meter,
} from '@opentelemetry/api';
import { DURATION_BUCKETS, DURATIONS, INSTRUMENTS } from './conventions';

const GAUGES = {
  openAnswers: {
    unit: '{answer}',
    description: 'Answers and streams that are open on this replica',
  },
  waitingRecords: {
    unit: '{record}',
    description: 'Records of calls that are not in the database yet',
  },
  feedLag: {
    unit: 's',
    description: 'Since the registry was heard the last time',
  },
  feedSequence: {
    unit: '{change}',
    description: 'The newest change of the registry that is applied',
  },
  servers: {
    unit: '{server}',
    description: 'Servers whose access document this replica holds',
  },
  breakers: {
    unit: '{server}',
    description: 'Servers by the state of their circuit breaker',
  },
  runtimes: {
    unit: '{runtime}',
    description: 'Servers that the gateway runs on this replica, by state',
  },
} as const;

/** What gauges show at a moment. */
export type Gauges = Record<
  keyof typeof GAUGES,
  readonly { value: number; attributes?: Attributes }[]
>;

/** How long sessions of either side took, and operations. */
export class Instruments {
  static create(meter: Meter): Instruments {
    return new Instruments(meter);
  }

  readonly clientOperation: Histogram;
  readonly serverOperation: Histogram;
  readonly clientSession: Histogram;
  readonly serverSession: Histogram;
  readonly decisions: Counter;
  readonly probes: Counter;
  readonly #meter: Meter;

  private constructor(meter: Meter) {
    this.#meter = meter;
    const duration = (name: string, description: string) =>
      meter.createHistogram(name, {
        description,
        unit: 's',
        advice: { explicitBucketBoundaries: DURATION_BUCKETS },
      });
    this.clientOperation = duration(
      DURATIONS.clientOperation,
      'From a request to a server until its answer has come',
    );
    this.serverOperation = duration(
      DURATIONS.serverOperation,
      'From a request of a client until it was answered',
    );
    this.clientSession = duration(
      DURATIONS.clientSession,
      'Sessions with servers, as far as they were ended',
    );
    this.serverSession = duration(
      DURATIONS.serverSession,
      'Sessions of clients, as far as they were ended',
    );
    this.decisions = meter.createCounter(INSTRUMENTS.decisions, {
      description: 'Requests by what was decided about them, and why',
      unit: '{request}',
    });
    this.probes = meter.createCounter(INSTRUMENTS.probes, {
      description: 'Candidates that were tried, by how it went',
      unit: '{probe}',
    });
  }

  /**
   * Gauges that are read when somebody collects. Returns the function that ends it.
   *
   * @param read - by name of the instrument: its values
   */
  observe(read: () => Gauges): () => void {
    const gauges = Object.entries(GAUGES).map(
      ([key, { unit, description }]) => ({
        key: key as keyof Gauges,
        gauge: this.#meter.createObservableGauge(
          INSTRUMENTS[key as keyof Gauges],
          { unit, description },
        ),
      }),
    );
    const callback = (result: BatchObservableResult) => {
      const values = read();
      for (const { key, gauge } of gauges) {
        for (const { value, attributes } of values[key]) {
          result.observe(gauge, value, attributes);
        }
      }
    };
    const all = gauges.map(({ gauge }) => gauge);
    this.#meter.addBatchObservableCallback(callback, all);
    return () => this.#meter.removeBatchObservableCallback(callback, all);
  }
}
