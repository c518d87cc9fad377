import type { Alert } from './AlertStore';
import { isWorse } from './isWorse';

const alert = (outcome: string, ...serious: string[]): Alert => ({
  ...{ outcome, serious },
});

describe('isWorse', () => {
  it.each<[string, Alert | undefined, Alert, boolean]>([
    ['another outcome', alert('pass'), alert('warn'), true],
    ['from a warning to a failure', alert('warn'), alert('fail', 'a'), true],
    ['the same failure', alert('fail', 'a'), alert('fail', 'a'), false],
    ['another failure', alert('fail', 'a'), alert('fail', 'a', 'b'), true],
    [
      'one of two failures less',
      alert('fail', 'a', 'b'),
      alert('fail', 'a'),
      false,
    ],
    ['better', alert('fail', 'a'), alert('warn'), false],
    [
      'nothing to look at any more',
      alert('pass'),
      alert('notApplicable'),
      false,
    ],
    ['something to look at now', alert('notApplicable'), alert('warn'), true],
    ['a failure that nobody knew of', undefined, alert('fail', 'a'), true],
    ['a warning that nobody knew of', undefined, alert('warn'), false],
  ])('%s', (_, before, now, expected) => {
    expect(isWorse(now, before)).toBe(expected);
  });
});
