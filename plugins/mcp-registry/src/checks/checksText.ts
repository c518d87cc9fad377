import type { RevisionCheck, RevisionChecks } from '../api/types';
import type { Tone } from '../components/StatusLabel';
import type { T } from '../hooks/useT';

/** What is shown of a check: its verdict, or that there is none yet. */
export type CheckState =
  | NonNullable<RevisionCheck['outcome']>
  | 'waiting'
  | 'running';

/** A check that is on its way to its first verdict says so; one that has a verdict keeps showing it. */
export function stateOf(check: RevisionCheck): CheckState {
  return check.outcome ?? (check.state === 'running' ? 'running' : 'waiting');
}

/** How each state should feel. */
export const TONES: Record<CheckState, Tone> = {
  pass: 'good',
  warn: 'warn',
  fail: 'bad',
  error: 'bad',
  notApplicable: 'neutral',
  waiting: 'info',
  running: 'info',
};

/** One line for everybody: “3 checks passed, 1 warning, 1 could not be done”. */
export function checksLine(
  t: T,
  checks: Pick<RevisionChecks, 'items'>,
): string {
  const { items } = checks;
  const excepted = exceptedCount(checks);
  const part = (
    states: readonly CheckState[],
    words: (count: { count: number }) => string,
  ) => {
    const count = items.filter(item => states.includes(stateOf(item))).length;
    return count > 0 ? [words({ count })] : [];
  };
  const parts = [
    ...part(['fail'], count => t('checks.failedCount', count)),
    ...(excepted > 0 ? [t('checks.excepted', { count: excepted })] : []),
    ...part(['pass'], count => t('checks.passed', count)),
    ...part(['warn'], count => t('checks.warned', count)),
    ...part(['error'], count => t('checks.errors', count)),
    ...part(['notApplicable'], count => t('checks.notApplicable', count)),
    ...part(['waiting', 'running'], count => t('checks.running', count)),
  ];
  return parts.length > 0 ? parts.join(', ') : t('checks.none');
}

/** How many findings are accepted for now. */
export function exceptedCount({
  items,
}: Pick<RevisionChecks, 'items'>): number {
  return items
    .flatMap(({ findings }) => findings ?? [])
    .filter(({ exception }) => exception?.state === 'approved').length;
}

const WORST_FIRST: readonly CheckState[] = [
  'fail',
  'error',
  'warn',
  'running',
  'waiting',
  'pass',
  'notApplicable',
];

/** What needs a look comes first. */
export function worstFirst(items: readonly RevisionCheck[]): RevisionCheck[] {
  const rank = (item: RevisionCheck) => WORST_FIRST.indexOf(stateOf(item));
  return [...items].sort((a, b) => rank(a) - rank(b));
}

/** The worst there is, for the colour of the line. */
export function worstTone({ items }: Pick<RevisionChecks, 'items'>): Tone {
  const tones = new Set(items.map(item => TONES[stateOf(item)]));
  return (
    (['bad', 'warn', 'info', 'good'] as const).find(tone => tones.has(tone)) ??
    'neutral'
  );
}
