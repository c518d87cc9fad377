import type { FlowRule, HistoryRule } from './historyRuleSchema';
import type { HistoryStep, SentStep } from './HistoryStep';

/** Whether a rule is about what a call sends. What goes into something that is under way is for rules about flow alone. */
export function selectsSent(rule: HistoryRule, sent: SentStep): boolean {
  if (sent.kind === 'input' && rule.kind !== 'flow') return false;
  const { names, effects, openWorld } = rule.tools ?? {};
  return (
    (!names || (sent.tool !== undefined && names.includes(sent.tool))) &&
    (!effects || effects.includes(sent.effect)) &&
    (!openWorld || sent.openWorld)
  );
}

/** Whether what a call reads is what a rule about flow looks for. */
export function selectsRead(
  { after }: FlowRule,
  read: NonNullable<HistoryStep['read']>,
): boolean {
  const names = after.tools?.names;
  if (!names || read === 'unknown') return true;
  return read.tool !== undefined && names.includes(read.tool);
}
