import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { usualSpoolDirectory } from './spool/spoolPlaces';

const POLICIES = ['refuse-changes', 'refuse-all'] as const;
const MIB = 1024 * 1024;

/** What is refused while calls cannot be written down. */
export type WhenUnwritable = (typeof POLICIES)[number];

/** Where audit events are written, and what holds while they cannot be. */
export interface AuditSettings {
  spool: {
    directory: string;
    /** Absent: in memory, where that outlives the gateway's process; else with the events. */
    notesDirectory?: string;
    fileBytes: number;
    maxBytes: number;
  };
  whenUnwritable: WhenUnwritable;
}

/** Reads `mcpGateway.audit`. */
export function readAuditSettings(config: Config): AuditSettings {
  const audit = config.getOptionalConfig('mcpGateway.audit');
  const spool = audit?.getOptionalConfig('spool');
  const bytes = (name: string, usual: number, least: number) => {
    const given = spool?.getOptionalNumber(name) ?? usual;
    if (!Number.isSafeInteger(given) || given < least) {
      throw new InputError(
        `mcpGateway.audit.spool.${name} must be a whole number of at least ${least}`,
      );
    }
    return given;
  };
  const whenUnwritable =
    audit?.getOptionalString('whenUnwritable') ?? 'refuse-changes';
  const policy = POLICIES.find(name => name === whenUnwritable);
  if (!policy) {
    throw new InputError(
      `mcpGateway.audit.whenUnwritable must be one of ${POLICIES.join(
        ', ',
      )}; it is '${whenUnwritable}'`,
    );
  }
  const fileBytes = bytes('fileBytes', 64 * MIB, MIB);
  return {
    spool: {
      directory: spool?.getOptionalString('directory') ?? usualSpoolDirectory(),
      notesDirectory: spool?.getOptionalString('notesDirectory'),
      fileBytes,
      maxBytes: bytes('maxBytes', 4096 * MIB, 2 * fileBytes),
    },
    whenUnwritable: policy,
  };
}
