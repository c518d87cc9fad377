import type { AccessDirectory } from '../access/types';
import type { CircuitBreakers } from '../transport/CircuitBreakers';
import { OWN_ATTRIBUTES } from './conventions';
import type { Gauges } from './Instruments';

const BREAKER_STATES = ['closed', 'open', 'trying'] as const;

/** Where gauges are read. */
export interface GatewaySources {
  directory: Pick<AccessDirectory, 'status' | 'refs'>;
  breakers: Pick<CircuitBreakers, 'status'>;
  streams: { readonly size: number };
  recorder: { readonly waiting: number };
  runtimes: () => readonly { readonly state: string }[];
  now?: () => number;
}

/** Everything in one look: a scrape reads each source once. */
export function readGauges(sources: GatewaySources): Gauges {
  const { directory, breakers, streams, recorder, now = Date.now } = sources;
  const { sequence, lastHeardAt } = directory.status();
  const lag =
    lastHeardAt === undefined ? [] : [now() - Date.parse(lastHeardAt)];
  return {
    openAnswers: [{ value: streams.size }],
    waitingRecords: [{ value: recorder.waiting }],
    // A replica that never heard anything has no lag; that it serves nothing shows in `sallyport.servers`.
    feedLag: lag.map(ms => ({ value: Math.max(0, ms) / 1000 })),
    feedSequence: [{ value: sequence }],
    servers: [{ value: directory.refs().length }],
    breakers: byState(breakers.status(), BREAKER_STATES),
    runtimes: byState(sources.runtimes(), []),
  };
}

/** Known states are there with 0, so that an alert sees them return. */
function byState(
  all: readonly { readonly state: string }[],
  known: readonly string[],
) {
  const counts = new Map(known.map(state => [state, 0]));
  for (const { state } of all) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, value]) => ({
    value,
    attributes: { [OWN_ATTRIBUTES.state]: state },
  }));
}
