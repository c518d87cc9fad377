import type { Call } from '../../pipeline/types';
import type { HistoryRefusal } from './decideHistory';

const MINUTE_MS = 60_000;

/** What the person is told of a rule that refuses: which, why now, and when it will not any more. */
export function tellRefusal(
  refusal: HistoryRefusal,
  now: number,
): NonNullable<Call['refusal']> {
  const { rule } = refusal;
  const { id, title } = rule;
  const data = { rule: { id, title } };
  switch (refusal.reason) {
    case 'guard.failed':
      return { text: `The rule is: ${title}.`, data };
    case 'guard.flow': {
      const until = new Date(refusal.until).toISOString();
      return {
        text: `The rule is: ${title}. ${
          refusal.serverRef
        } was read at ${inWords(refusal.readAt)}; it holds until ${inWords(
          refusal.until,
        )}.`,
        data: { ...data, until },
      };
    }
    case 'guard.too-many': {
      const until = new Date(refusal.until).toISOString();
      const leftMs = refusal.until - now;
      return {
        text: `The rule is: ${title}. It works again at ${inWords(
          refusal.until,
        )}, in ${howLong(leftMs)}.`,
        retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1000)),
        data: { ...data, until },
      };
    }
    case 'guard.needs-approval':
      return {
        text: refusal.isDenied
          ? `The rule is: ${title}. You refused it when you were asked; under My access you can take that back.`
          : `The rule is: ${title}.`,
        data,
      };
    default:
      return refusal satisfies never;
  }
}

function inWords(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function howLong(milliseconds: number): string {
  const minutes = Math.max(1, Math.ceil(milliseconds / MINUTE_MS));
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return `${Math.ceil(minutes / 60)} hours`;
}
