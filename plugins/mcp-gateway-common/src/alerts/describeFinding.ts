import { formatBytes } from '../profile/formatBytes';
import type { Finding } from './types';

/** What was found, in one sentence without names of people: they stand beside it. */
export function describeFinding({
  detector,
  values,
}: Pick<Finding, 'detector' | 'values'>): string {
  const v = values;
  switch (detector) {
    case 'first-use':
      return v.what === 'server'
        ? `Uses a server with confidential data for the first time, and so does everybody of the same groups (tool ${v.tool}).`
        : `Uses the tool ${v.tool} of a server with confidential data for the first time, and so does everybody of the same groups.`;
    case 'volume':
      return `${v.amount} calls in one ${v.span}; ${v.usual} are usual.`;
    case 'result-size':
      return `Was sent ${formatBytes(Number(v.amount))} in one ${
        v.span
      }; ${formatBytes(Number(v.usual))} are usual.`;
    case 'unusual-hour':
      return `Calls at about ${v.hour}:00 UTC, hardly ever before on ${v.days} days.`;
    case 'refusals':
      return `Was refused ${v.refused} times in ${v.minutes} minutes, for ${v.targets} different things.`;
    case 'sweep':
      return `Called ${v.tools} tools in ${v.minutes} minutes, ${v.fresh} of them for the first time.`;
    case 'arguments':
      return `Guards objected to ${v.count} calls within a day: ${v.guards}.`;
    case 'decoy':
      return `Called ${v.tool}, which nobody should call.`;
    case 'egress':
      return v.allowed === 'yes'
        ? `Connected to ${v.host}:${v.port}, where it never connected to before.`
        : `Wanted to connect to ${v.host}:${v.port} and was refused.`;
    case 'drift':
      return `The tool ${v.tool} is not as it was approved: ${v.departure}. It is held back.`;
    case 'checks':
      return `The check ${v.check} says “${v.outcome}” of what is approved; before it said “${v.before}”.`;
    case 'connection':
      return Number(v.failed) > 0
        ? `${v.failed} of the last ${v.calls} calls failed at the server.`
        : 'The server does not answer the gateway.';
    default:
      return detector satisfies never;
  }
}
