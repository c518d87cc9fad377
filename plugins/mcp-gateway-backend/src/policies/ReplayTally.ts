import type { CallRecord } from '../evidence/types';

/** What becomes of one call; `why` it cannot be said. */
export type ChangeOfCall =
  | { kind: 'newly-allowed' | 'newly-denied' }
  | { kind: 'unknown'; why: 'arguments' | 'name' | 'person' | 'server' };

/** The same for all calls of a person to a tool. */
export interface ReplayChange {
  kind: ChangeOfCall['kind'];
  why?: Extract<ChangeOfCall, { kind: 'unknown' }>['why'];
  user?: string;
  serverRef?: string;
  tool?: string;
  calls: number;
}

/** Counts changes by person, server and tool. */
export class ReplayTally {
  readonly #byKey = new Map<string, ReplayChange>();

  add(call: CallRecord, change: ChangeOfCall): void {
    const { user, serverRef, tool } = call;
    const facts = { ...change, user, serverRef, tool };
    const key = JSON.stringify(facts);
    const known = this.#byKey.get(key);
    if (known) known.calls += 1;
    else this.#byKey.set(key, { ...facts, calls: 1 });
  }

  get changes(): ReplayChange[] {
    return [...this.#byKey.values()];
  }
}
