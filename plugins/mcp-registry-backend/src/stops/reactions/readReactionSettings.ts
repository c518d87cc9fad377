import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

const KEY = 'mcpRegistry.reactions';

/** How much the gateway's rules may hold back by themselves. */
export interface ReactionSettings {
  /** Things in an hour; 0: nothing at all. */
  maxPerHour: number;
  /** Of these, servers. */
  maxServersPerHour: number;
  /** The longest time. */
  longestHours: number;
}

/** What holds where nothing is configured. */
export const DEFAULT_REACTIONS: ReactionSettings = {
  ...{ maxPerHour: 20, maxServersPerHour: 2, longestHours: 72 },
};

/** Reads `mcpRegistry.reactions`. */
export function readReactionSettings(
  config: RootConfigService,
): ReactionSettings {
  const read = (
    name: keyof ReactionSettings,
    { min, max }: { min: number; max: number },
  ) => {
    const key = `${KEY}.${name}`;
    const value = config.getOptionalNumber(key) ?? DEFAULT_REACTIONS[name];
    if (!(Number.isInteger(value) && value >= min && value <= max)) {
      throw new InputError(
        `The configuration ${key} must be a whole number from ${min} to ${max}, but is ${value}`,
      );
    }
    return value;
  };
  return {
    maxPerHour: read('maxPerHour', { min: 0, max: 1_000 }),
    maxServersPerHour: read('maxServersPerHour', { min: 0, max: 100 }),
    longestHours: read('longestHours', { min: 1, max: 24 * 31 }),
  };
}
