import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

const DEFAULT_MAX_HOURS = 24;
const DEFAULT_IDLE_MINUTES = 60;
const MINUTE_MS = 60_000;

/** How long sessions may last. */
export interface SessionSettings {
  /** From their beginning. */
  maxMs: number;
  /** Without use. */
  idleMs: number;
}

/** Reads `mcpGateway.sessions`. */
export function readSessionSettings(
  config: RootConfigService,
): SessionSettings {
  const at = (name: string) => `mcpGateway.sessions.${name}`;
  const hours = config.getOptionalNumber(at('maxHours')) ?? DEFAULT_MAX_HOURS;
  const minutes =
    config.getOptionalNumber(at('idleMinutes')) ?? DEFAULT_IDLE_MINUTES;
  if (!(hours > 0 && hours <= 24 * 30)) {
    throw new InputError(`${at('maxHours')} must be more than 0, at most 720`);
  }
  if (!(minutes > 0)) {
    throw new InputError(`${at('idleMinutes')} must be more than 0`);
  }
  const maxMs = hours * 60 * MINUTE_MS;
  return { maxMs, idleMs: Math.min(minutes * MINUTE_MS, maxMs) };
}
