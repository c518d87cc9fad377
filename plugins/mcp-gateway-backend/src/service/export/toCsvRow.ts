import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Columns that are made of more than one word of a call. */
export const EXTRA_COLUMNS = [
  'sourceAddress',
  'actors',
  'reaches',
  'tokensIn',
  'tokensOut',
  'tokensEstimated',
] as const;

/** A call as a row: lists are texts with `; ` between, who acts for whom with the nearest first. Pure. */
export function toCsvRow(call: GatewaySchemas['Call']) {
  const { delegation, reaches, tokens } = call;
  return {
    ...call,
    actors: delegation?.chain.map(({ sub }) => sub).join('; ') ?? call.actor,
    reaches: reaches?.join('; '),
    tokensIn: tokens?.in,
    tokensOut: tokens?.out,
    tokensEstimated: tokens && String(tokens.isEstimated),
  };
}
