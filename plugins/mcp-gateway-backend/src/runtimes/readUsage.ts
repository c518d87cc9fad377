import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** What was measured of a runtime: the latest, and a few before it. */
export interface MeasuredUsage {
  readonly usage: GatewaySchemas['RuntimeUsage'];
  readonly history: GatewaySchemas['RuntimeMeasurement'][];
}

/** Reads the column `usage`, which the keeper of its replica wrote. */
export function readUsage(text: string | null): MeasuredUsage | undefined {
  if (text === null) return undefined;
  const { history = [], ...usage } = JSON.parse(text);
  return { usage, history };
}
