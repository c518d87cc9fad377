import { isLoosened, type ToolPrint } from './toolPrint';

/** How a tool departs from what was approved. `returned`: it does no more, but it did, and nobody has looked since. */
export const DEPARTURES = ['changed', 'added', 'removed', 'returned'] as const;
/** See {@link DEPARTURES}. */
export type Departure = (typeof DEPARTURES)[number];

/** Why a tool stands as it does: the reason of its last transition. */
export const STANDING_REASONS = [
  /** It was listed as it was approved. */
  'seen-as-approved',
  /** It was listed otherwise than it was approved. */
  'seen-otherwise',
  /** A whole list did not have it. */
  'not-listed',
  /** It is as approved again; a person has to look first. */
  'seen-as-approved-again',
  /** A person decided, and what was seen last is what is approved now. */
  'decided-as-seen',
  /** A person decided, and what was seen last is not what is approved now. */
  'decided-otherwise',
  /** The same of a tool that was served: the decision came before the server followed it, such as another version or a rollback. */
  'decided-ahead',
] as const;
/** See {@link STANDING_REASONS}. */
export type StandingReason = (typeof STANDING_REASONS)[number];

/** Where one tool of one server stands. */
export interface ToolStanding {
  /** Absent: it is served. */
  departure?: Departure;
  reason: StandingReason;
  /** As it was listed last; `null`: a whole list did not have it. */
  seen: ToolPrint | null;
  /** The decision about the server that was the last when this was judged, ISO 8601. */
  settledAt: string;
}

/** What is approved of a tool, and since which decision. */
export interface ToolApproval {
  /** Absent: the approved surface has no such tool. */
  approved?: ToolPrint;
  /** When somebody last decided about the server's tools, ISO 8601. */
  settledAt: string;
}

/** What happens to a tool. */
export type ToolEvent =
  /** A server listed it so. */
  | { type: 'seen'; print: ToolPrint }
  /** A whole list, asked by the gateway itself, did not have it. */
  | { type: 'missing' }
  /** Somebody decided about the server: approved or rejected a revision, went back to one, or looked at it again. */
  | { type: 'decided' };

/**
 * The one function that moves a tool into quarantine and out of it. Pure. A quarantine begins with what is seen, and ends
 * only by a person's decision after which what was seen last is what is approved: being listed as approved again does
 * not end it. Where a decision itself made the difference, the server has done nothing: then to be listed as approved is enough.
 *
 * @param before - `undefined`: nothing was ever seen of this tool
 */
export function nextStanding(
  before: ToolStanding | undefined,
  event: ToolEvent,
  approval: ToolApproval,
): ToolStanding | undefined {
  // Judged by a later decision than this replica knows of: what it sees is judged when it does.
  if (before && approval.settledAt < before.settledAt) return before;
  const settled = before && settle(before, approval);
  switch (event.type) {
    case 'decided':
      return settled;
    case 'seen':
      return observe(settled, event.print, approval);
    case 'missing':
      return settled || approval.approved
        ? observe(settled, null, approval)
        : undefined;
    default:
      return event satisfies never;
  }
}

/** Whether what was seen is what is approved, and how not. */
export function departureOf(
  seen: ToolPrint | null,
  approved: ToolPrint | undefined,
): Exclude<Departure, 'returned'> | undefined {
  if (!seen) return approved && 'removed';
  if (!approved) return 'added';
  return seen.digest !== approved.digest || isLoosened(approved, seen)
    ? 'changed'
    : undefined;
}

function settle(before: ToolStanding, approval: ToolApproval): ToolStanding {
  const { approved, settledAt } = approval;
  if (settledAt === before.settledAt) return before;
  const { seen } = before;
  const departure = departureOf(seen, approved);
  const isOurs = !before.departure || before.reason === 'decided-ahead';
  const reason = isOurs ? 'decided-ahead' : 'decided-otherwise';
  return departure
    ? { departure, reason, seen, settledAt }
    : { reason: 'decided-as-seen', seen, settledAt };
}

function observe(
  before: ToolStanding | undefined,
  seen: ToolPrint | null,
  { approved, settledAt }: ToolApproval,
): ToolStanding {
  const departure = departureOf(seen, approved);
  const isAhead = before?.reason === 'decided-ahead';
  // The server still lists what it listed when that was approved: no news of it.
  if (isAhead && isSamePrint(before.seen, seen)) return before;
  if (departure) {
    const reason = seen ? 'seen-otherwise' : 'not-listed';
    return { departure, reason, seen, settledAt };
  }
  if (before?.departure && !isAhead) {
    const reason = 'seen-as-approved-again';
    return { departure: 'returned', reason, seen, settledAt };
  }
  return { reason: 'seen-as-approved', seen, settledAt };
}

function isSamePrint(a: ToolPrint | null, b: ToolPrint | null): boolean {
  return (
    a?.digest === b?.digest &&
    a?.effect === b?.effect &&
    a?.closedWorld === b?.closedWorld &&
    a?.idempotent === b?.idempotent
  );
}
