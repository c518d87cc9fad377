import type { CallBodyStatus } from '../../api/types';
import type { T } from '../../hooks/useT';

const REASONS = ['queue', 'encryption', 'database', 'stopped'] as const;

/** Whether arguments and result of a call are there, and why not, in words. */
export function bodyText(t: T, status: CallBodyStatus): string {
  const { state, policy, why } = status;
  if (state === 'kept' && policy !== 'none') return t(`body.${policy}`);
  const reason = REASONS.find(one => one === why);
  if (state === 'lost' && reason) return t(`body.why.${reason}`);
  return t(`body.state.${state}`, { days: String(status.retentionDays) });
}
