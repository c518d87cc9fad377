import { registryError } from '../service/registryError';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A year, and the days at its ends. */
const MAX_DAYS = 400;

/** The period of a report, as times that sort as text. Throws where there is none, or it is too long. */
export function readPeriod(given: { from: string; to: string }): {
  from: string;
  to: string;
} {
  const [from, to] = [given.from, given.to].map(text => new Date(text));
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  // Of what is no time, nothing is true.
  if (!(days > 0 && days <= MAX_DAYS)) {
    throw registryError('report.period');
  }
  return { from: from.toISOString(), to: to.toISOString() };
}
