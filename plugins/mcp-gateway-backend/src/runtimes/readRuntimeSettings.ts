import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

const PATH = 'mcpGateway.runtimes';
const DEFAULTS = {
  idleMinutes: 15,
  startSeconds: 60,
  drainSeconds: 30,
  healthSeconds: 60,
  maxRuntimes: 50,
  maxPerPerson: 5,
};

/** How servers are run that the gateway runs itself. */
export interface RuntimeSettings {
  /** The kind of the driver, where there are several. */
  readonly driver?: string;
  /** After so long without use a runtime ends; the next call starts another. */
  readonly idleMs: number;
  /** How long a start may take, the installation of its package included. */
  readonly startMs: number;
  /** How long calls under way may take to finish when a runtime is replaced. */
  readonly drainMs: number;
  /** How often one that nobody uses at the moment is asked whether it is there. */
  readonly healthMs: number;
  /** On each replica. */
  readonly maxRuntimes: number;
  /** Of one person, on each replica, where runtimes are not shared. */
  readonly maxPerPerson: number;
}

/** Reads `mcpGateway.runtimes`. */
export function readRuntimeSettings(
  config: RootConfigService,
): RuntimeSettings {
  const number = (name: keyof typeof DEFAULTS) => {
    const value = config.getOptionalNumber(`${PATH}.${name}`) ?? DEFAULTS[name];
    if (!(value > 0))
      throw new InputError(`${PATH}.${name} must be more than 0`);
    return value;
  };
  const driver = config.getOptionalString(`${PATH}.driver`);
  return {
    ...(driver !== undefined && { driver }),
    idleMs: number('idleMinutes') * 60_000,
    startMs: number('startSeconds') * 1000,
    drainMs: number('drainSeconds') * 1000,
    healthMs: number('healthSeconds') * 1000,
    maxRuntimes: number('maxRuntimes'),
    maxPerPerson: number('maxPerPerson'),
  };
}
