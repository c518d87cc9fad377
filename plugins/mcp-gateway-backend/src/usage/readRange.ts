import { InputError } from '@backstage/errors';
import { z } from 'zod';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const DEFAULT_DAYS = 30;
const MAX_DAYS = 400;
const timeSchema = z.iso.datetime({ offset: true });

/** The time that is asked for, in whole hours; by default the last thirty days. */
export function readRange(
  query: { since?: string; until?: string },
  now: number,
): { since: string; until: string } {
  const until =
    query.until === undefined ? now : readTime('until', query.until);
  const since =
    query.since === undefined
      ? until - DEFAULT_DAYS * DAY_MS
      : readTime('since', query.since);
  if (since >= until) throw new InputError('since must be before until');
  if (until - since > MAX_DAYS * DAY_MS) {
    throw new InputError(`Usage is shown for at most ${MAX_DAYS} days at once`);
  }
  return {
    since: wholeHour(Math.floor(since / HOUR_MS)),
    until: wholeHour(Math.ceil(until / HOUR_MS)),
  };
}

function readTime(name: string, text: string): number {
  const parsed = timeSchema.safeParse(text);
  if (!parsed.success) {
    throw new InputError(
      `${name} must be a time such as 2026-11-23T08:00:00Z (ISO 8601)`,
    );
  }
  return Date.parse(parsed.data);
}

function wholeHour(hours: number): string {
  return new Date(hours * HOUR_MS).toISOString().replace('.000Z', 'Z');
}
