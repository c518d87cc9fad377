import {
  ALERT_SEVERITIES,
  type AlertSeverity,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AlertState, Told } from './types';

/** So long nobody hears again of what they have dismissed. */
const DISMISSED_MS = 30 * 24 * 60 * 60_000;

/** What of an alert decides about its next state. */
export interface AlertStanding {
  readonly state: AlertState;
  readonly severity: AlertSeverity;
  readonly fingerprint: string;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

/** What happens to an alert: a detector's word, or a person's. */
export type AlertEvent =
  | {
      type: 'raised';
      severity: AlertSeverity;
      fingerprint: string;
      at: number;
    }
  | { type: 'retracted'; at: number }
  | { type: 'acknowledge' | 'resolve' | 'dismiss' | 'reopen'; at: number };

/** What becomes of it. Without `tells` nobody has to hear of it. */
export type AlertStep = AlertStanding & { readonly tells?: Told };

/**
 * The one function that moves an alert. Pure. A result that did not change moves nothing and tells nobody; another result does, and so
 * does its retraction. `undefined`: it stays as it is, or, of a person's word, it cannot be said now.
 */
export function advanceAlert(
  before: AlertStanding | undefined,
  event: AlertEvent,
): AlertStep | undefined {
  switch (event.type) {
    case 'raised':
      return raise(before, event);
    case 'retracted':
      return before && isOpen(before)
        ? to(before, 'resolved', event.at, 'retracted')
        : undefined;
    case 'acknowledge':
      return before?.state === 'open'
        ? to(before, 'acknowledged', event.at)
        : undefined;
    case 'resolve':
      return before && isOpen(before)
        ? to(before, 'resolved', event.at)
        : undefined;
    case 'dismiss':
      return before && isOpen(before)
        ? to(before, 'dismissed', event.at)
        : undefined;
    case 'reopen':
      return before && !isOpen(before)
        ? to(before, 'open', event.at)
        : undefined;
    default:
      return event satisfies never;
  }
}

function raise(
  before: AlertStanding | undefined,
  event: Extract<AlertEvent, { type: 'raised' }>,
): AlertStep | undefined {
  const { severity, fingerprint, at } = event;
  const raised = (state: AlertState, tells?: Told): AlertStep => ({
    ...{ state, severity, fingerprint, changedAt: at },
    ...(tells && { tells }),
  });
  if (!before) return raised('open', 'raised');
  const isOther = before.fingerprint !== fingerprint;
  const isWorse = rank(severity) > rank(before.severity);
  switch (before.state) {
    case 'open':
      return isOther || isWorse ? raised('open', 'changed') : undefined;
    case 'acknowledged':
      if (isWorse) return raised('open', 'changed');
      return isOther ? raised('acknowledged', 'changed') : undefined;
    case 'resolved':
      return raised('open', 'reopened');
    case 'dismissed':
      return isOther || isWorse || at - before.changedAt >= DISMISSED_MS
        ? raised('open', 'reopened')
        : undefined;
    default:
      return before.state satisfies never;
  }
}

function isOpen({ state }: AlertStanding): boolean {
  return state === 'open' || state === 'acknowledged';
}

function to(
  before: AlertStanding,
  state: AlertState,
  at: number,
  tells?: Told,
): AlertStep {
  return { ...before, state, changedAt: at, ...(tells && { tells }) };
}

function rank(severity: AlertSeverity): number {
  return ALERT_SEVERITIES.indexOf(severity);
}
