import type { RootConfigService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
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
  /** The same for single servers, by their entity refs. */
  readonly idleMsOfServers: ReadonlyMap<string, number>;
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
    idleMsOfServers: readServers(config),
    startMs: number('startSeconds') * 1000,
    drainMs: number('drainSeconds') * 1000,
    healthMs: number('healthSeconds') * 1000,
    maxRuntimes: number('maxRuntimes'),
    maxPerPerson: number('maxPerPerson'),
  };
}

/** After so long without use a runtime of this server ends. */
export function idleMsOf(
  settings: Pick<RuntimeSettings, 'idleMs' | 'idleMsOfServers'>,
  serverRef: string,
): number {
  return settings.idleMsOfServers.get(serverRef) ?? settings.idleMs;
}

function readServers(config: RootConfigService): Map<string, number> {
  const found = new Map<string, number>();
  for (const own of config.getOptionalConfigArray(`${PATH}.servers`) ?? []) {
    const serverRef = readRef(own.getString('serverRef'));
    const idleMinutes = own.getNumber('idleMinutes');
    if (!(idleMinutes > 0)) {
      throw new InputError(
        `${PATH}.servers: idleMinutes of ${serverRef} must be more than 0`,
      );
    }
    if (found.has(serverRef)) {
      throw new InputError(`${PATH}.servers names ${serverRef} twice`);
    }
    found.set(serverRef, idleMinutes * 60_000);
  }
  return found;
}

/** A whole ref: one that is short of its kind or namespace would silently be no server's. */
function readRef(text: string): string {
  const [, kind, namespace, name] =
    /^([^:/\s]+):([^:/\s]+)\/([^:/\s]+)$/.exec(text) ?? [];
  if (!name) {
    throw new InputError(
      `${PATH}.servers: '${text}' is not an entity ref such as api:default/notes`,
    );
  }
  return stringifyEntityRef({ kind, namespace, name });
}
