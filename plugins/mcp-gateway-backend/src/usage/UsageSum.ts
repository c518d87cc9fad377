import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  LATENCY_COLUMNS,
  mergeLatency,
  noLatency,
  percentileOf,
} from './latency';
import { MEASURES } from './types';

/** Numbers of rows that were added together. */
export type UsageSum = Record<(typeof MEASURES)[number], number> & {
  latency: number[];
};

/** Numbers as a database gives them: PostgreSQL's are text. */
export function sumOf(row: Record<string, unknown>): UsageSum {
  const sum = { latency: LATENCY_COLUMNS.map(name => Number(row[name])) };
  return Object.assign(
    sum,
    Object.fromEntries(MEASURES.map(name => [name, Number(row[name])])),
  ) as unknown as UsageSum;
}

/** All of them together. */
export function totalOf(sums: readonly UsageSum[]): UsageSum {
  const nothing = {
    ...Object.fromEntries(MEASURES.map(name => [name, 0])),
    latency: noLatency(),
  } as unknown as UsageSum;
  return sums.reduce((total, one) => {
    const next = {
      ...total,
      latency: mergeLatency(total.latency, one.latency),
    };
    for (const name of MEASURES) next[name] += one[name];
    return next;
  }, nothing);
}

/** As the API shows them. */
export function toNumbers(
  sum: UsageSum,
  hasPrices: boolean,
): GatewaySchemas['UsageNumbers'] {
  const p50 = percentileOf(sum.latency, 0.5);
  const p95 = percentileOf(sum.latency, 0.95);
  return {
    calls: sum.calls,
    errors: sum.errors,
    refused: sum.refused,
    requestBytes: sum.request_bytes,
    responseBytes: sum.response_bytes,
    counted: sum.counted,
    estimated: sum.estimated,
    tokensIn: sum.tokens_in,
    tokensOut: sum.tokens_out,
    ...(hasPrices && { cost: sum.cost_micros / 1_000_000 }),
    ...(p50 !== undefined && { p50: Math.round(p50) }),
    ...(p95 !== undefined && { p95: Math.round(p95) }),
  };
}
