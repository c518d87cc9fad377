import { remember } from '../baseline';
import { MINUTE_MS } from '../time';
import type { Detector } from '../types';

const WINDOW_MS = 20 * MINUTE_MS;
const MAX = 60;
const LEAST_CALLS = 8;
const FAILING = 0.6;
/** A restart takes a minute: it has to go on for so long. */
const LASTS_MS = 5 * MINUTE_MS;
const PROBES = 3;
const WELL = 5;

/** How calls to one server, and the gateway's own questions, ended lately. */
export interface ConnectionState {
  recent: { at: number; id: string; isFailed: boolean }[];
  /** Failed one after the other. */
  probes: number;
  /** Went well one after the other, since it was raised. */
  well: number;
  isRaised: boolean;
}

/** A server cannot be reached, or fails most calls. Retracted when calls go well again. */
export const connection: Detector<ConnectionState> = {
  id: 'connection',
  initial: () => ({ recent: [], probes: 0, well: 0, isRaised: false }),
  subjectOf: fact =>
    (fact.kind === 'call' && fact.isAllowed) || fact.kind === 'probe'
      ? fact.serverRef
      : undefined,
  observe(draft, fact) {
    if (fact.kind !== 'call' && fact.kind !== 'probe') return [];
    const { at, serverRef } = fact;
    const isFailed = fact.kind === 'call' ? fact.isFailed : !fact.isReached;
    if (fact.kind === 'probe') draft.probes = isFailed ? draft.probes + 1 : 0;
    draft.recent = draft.recent.filter(one => one.at > at - WINDOW_MS);
    if (fact.kind === 'call') {
      remember(draft.recent, { at, id: fact.id, isFailed }, MAX);
    }
    draft.well = isFailed ? 0 : draft.well + 1;
    const failed = draft.recent.filter(one => one.isFailed);
    const finding = {
      detector: 'connection' as const,
      key: `connection ${serverRef}`,
      severity: 'medium' as const,
      at,
      serverRef,
      values: { failed: failed.length, calls: draft.recent.length },
      calls: failed.slice(-10).map(one => one.id),
    };
    if (draft.isRaised) {
      if (draft.well < WELL && !(fact.kind === 'probe' && !isFailed)) return [];
      Object.assign(draft, { isRaised: false, recent: [], well: 0 });
      return [{ ...finding, kind: 'retracted', calls: [] }];
    }
    const isFailing =
      draft.recent.length >= LEAST_CALLS &&
      failed.length >= FAILING * draft.recent.length &&
      at - failed[0].at >= LASTS_MS;
    if (!isFailed || (!isFailing && draft.probes < PROBES)) return [];
    Object.assign(draft, { isRaised: true, well: 0 });
    return [{ ...finding, kind: 'raised' }];
  },
};
