import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

const MINUTE_MS = 60_000;

/** How often the gateway asks servers for their tools by itself. */
export interface DriftSettings {
  everyMs: number;
  /** Of servers that it runs: each time one is started for it. */
  hostedMs: number;
}

/** Reads `mcpGateway.drift`. */
export function readDriftSettings(config: RootConfigService): DriftSettings {
  return {
    everyMs: readMinutes(config, 'everyMinutes', 5) * MINUTE_MS,
    hostedMs: readMinutes(config, 'hostedEveryMinutes', 60) * MINUTE_MS,
  };
}

function readMinutes(
  config: RootConfigService,
  name: string,
  fallback: number,
): number {
  const key = `mcpGateway.drift.${name}`;
  const value = config.getOptionalNumber(key) ?? fallback;
  if (!(value >= 1 && value <= 1_440)) {
    throw new InputError(
      `The configuration ${key} must be between 1 and 1440 minutes, but is ${value}`,
    );
  }
  return value;
}
