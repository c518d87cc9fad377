import {
  ALERT_SEVERITIES,
  type AlertSeverity,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Alert } from '../types';
import type { ReactionRule } from './types';

/** The rule that decides about an alert: the first whose detectors and severity fit. Without one, people are told and that is all. */
export function ruleFor(
  rules: readonly ReactionRule[],
  { detector, severity }: Pick<Alert, 'detector' | 'severity'>,
): ReactionRule | undefined {
  return rules.find(
    rule =>
      rule.detectors.includes(detector) && rank(severity) >= rank(rule.from),
  );
}

function rank(severity: AlertSeverity): number {
  return ALERT_SEVERITIES.indexOf(severity);
}
