import {
  type Reaction,
  REACTION_KINDS,
  REACTION_STATES,
  type ReactionWhy,
} from './types';

/** A row of the table `alert_reactions`. */
export interface ReactionRow {
  id: string;
  alert_id: string;
  round: number;
  kind: string;
  rule: string;
  state: string;
  why: string | null;
  detail: string | null;
  targets: string;
  stops: string;
  ends_at: string | null;
  planned_at: number | string;
  changed_at: string;
  due_at: number | string | null;
  tries: number;
}

/** Reads a row. */
export function toReaction(row: ReactionRow): Reaction {
  return {
    id: row.id,
    alertId: row.alert_id,
    round: row.round,
    kind: known(REACTION_KINDS, row.kind),
    rule: JSON.parse(row.rule),
    state: known(REACTION_STATES, row.state),
    ...(row.why !== null && { why: row.why as ReactionWhy }),
    ...(row.detail !== null && { detail: row.detail }),
    targets: JSON.parse(row.targets),
    stops: JSON.parse(row.stops),
    ...(row.ends_at !== null && { endsAt: row.ends_at }),
    plannedAt: Number(row.planned_at),
    changedAt: row.changed_at,
    tries: row.tries,
  };
}

function known<T extends string>(all: readonly T[], word: string): T {
  const found = all.find(one => one === word);
  if (found === undefined) throw new Error(`Unknown in reactions: ${word}`);
  return found;
}
