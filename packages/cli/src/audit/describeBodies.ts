import { plain } from '../plain';
import type { CheckedBody } from './BodyCheck';

const WORDS = {
  matches: '[ok] call %s: arguments and result are what was recorded',
  unproven: '[FAIL] call %s: no event of this log says that anything was kept',
  differs: '[FAIL] call %s: arguments and result are not what was recorded',
} as const;

/** What is said of arguments and results, one line each. */
export function describeBodies(checked: readonly CheckedBody[]): string {
  return checked
    .map(({ callId, proof }) => WORDS[proof].replace('%s', () => callId))
    .map(line => `${plain(line)}\n`)
    .join('');
}
