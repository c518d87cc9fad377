import type { CallLimitRule } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** A limit that was reached, for the person who reached it. */
export function limitText(
  rule: CallLimitRule,
  retryAfterSeconds: number,
): string {
  const { calls, perSeconds } = rule;
  const what =
    'tool' in rule && rule.tool !== undefined
      ? `of the tool ${rule.tool}`
      : 'of this server';
  return `${who(rule)} may make ${inUnits(calls, 'call')} ${what} in ${inUnits(
    perSeconds,
    'second',
  )}, and calls that change or destroy count more than once. Try again in ${inUnits(
    retryAfterSeconds,
    'second',
  )}.`;
}

function inUnits(count: number, unit: string): string {
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}

function who({ scope }: CallLimitRule): string {
  switch (scope) {
    case 'person':
      return 'Each person';
    case 'team':
      return 'Each team';
    case 'server':
    case 'tool':
      return 'All people together';
    default:
      return scope satisfies never;
  }
}
