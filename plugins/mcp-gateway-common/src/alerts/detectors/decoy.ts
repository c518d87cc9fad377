import { DAY_MS } from '../time';
import type { Detector } from '../types';

/** When the decoys were touched last by one person or agent. */
export interface DecoyState {
  toldAt: number;
}

/** Somebody called a tool that nobody should call, whether they were allowed to or not. */
export const decoy: Detector<DecoyState> = {
  id: 'decoy',
  initial: () => ({ toldAt: -DAY_MS }),
  subjectOf: (fact, { decoys }) =>
    fact.kind === 'call' &&
    fact.tool !== undefined &&
    (decoys.includes(fact.tool) ||
      decoys.includes(`${fact.serverRef} ${fact.tool}`))
      ? fact.who
      : undefined,
  observe(draft, fact) {
    if (fact.kind !== 'call' || fact.tool === undefined) return [];
    if (fact.at - draft.toldAt < DAY_MS) return [];
    draft.toldAt = fact.at;
    const { at, id, who, serverRef, tool } = fact;
    return [
      {
        detector: 'decoy',
        key: `decoy ${who}`,
        kind: 'raised',
        severity: 'critical',
        at,
        who,
        serverRef,
        tool,
        values: { tool },
        calls: [id],
      },
    ];
  },
};
