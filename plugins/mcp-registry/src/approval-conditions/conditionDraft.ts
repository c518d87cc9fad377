import type { ServerCondition } from '../api/types';
import { endOfDay } from '../lifecycle/endOfDay';

/** Conditions as somebody writes them down. */
export interface ConditionDraft {
  tools: 'all' | 'reading' | 'named';
  names: string[];
  /** Entity refs; nobody means everybody with access. */
  people: string[];
  /** The last day: `2027-03-01`. */
  until?: string;
}

/** Nothing yet. */
export const NO_CONDITIONS: ConditionDraft = {
  tools: 'all',
  names: [],
  people: [],
};

/** What is missing before a draft can be sent: nothing is left out silently. */
export type DraftProblem = 'no-tool' | 'past-day' | 'nothing';

/** What is sent, or why it cannot be. */
export function readDraft(
  { tools, names, people, until }: ConditionDraft,
  now: number,
):
  | { conditions: ServerCondition['condition'][]; problem?: undefined }
  | { problem: DraftProblem } {
  const at = endOfDay(until, now);
  if (tools === 'named' && names.length === 0) return { problem: 'no-tool' };
  if (until !== undefined && at === undefined) return { problem: 'past-day' };
  const conditions = [
    ...(tools === 'reading' ? [{ kind: 'reading-tools' as const }] : []),
    ...(tools === 'named' ? [{ kind: 'named-tools' as const, names }] : []),
    ...(people.length > 0 ? [{ kind: 'people' as const, refs: people }] : []),
    ...(at !== undefined ? [{ kind: 'until' as const, at }] : []),
  ];
  return conditions.length > 0 ? { conditions } : { problem: 'nothing' };
}
