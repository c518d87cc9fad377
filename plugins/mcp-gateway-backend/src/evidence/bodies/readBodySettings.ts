import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  accessDocumentSchema,
  RECORDING_POLICIES,
  type RecordingBounds,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

const CLASSIFICATIONS = accessDocumentSchema.shape.dataClassification.options;
const USUAL_DAYS = 30;

/** What the company says about arguments and results of calls. */
export interface BodySettings {
  bounds: RecordingBounds;
  /** How long they are kept. */
  retentionDays: number;
}

/** Reads `mcpGateway.audit.bodies`. */
export function readBodySettings(config: Config): BodySettings {
  const bodies = config.getOptionalConfig('mcpGateway.audit.bodies');
  const oneOf = <T extends string>(
    name: string,
    known: readonly T[],
    usual: T,
  ): T => {
    const given = bodies?.getOptionalString(name) ?? usual;
    const found = known.find(one => one === given);
    if (!found) {
      throw new InputError(
        `mcpGateway.audit.bodies.${name} must be one of ${known.join(
          ', ',
        )}; it is '${given}'`,
      );
    }
    return found;
  };
  const bounds: RecordingBounds = {
    default: oneOf('default', RECORDING_POLICIES, 'none'),
    maximum: oneOf('maximum', RECORDING_POLICIES, 'full'),
    fullUpTo: oneOf('fullUpTo', CLASSIFICATIONS, 'internal'),
  };
  const ranks = [bounds.default, bounds.maximum].map(policy =>
    RECORDING_POLICIES.indexOf(policy),
  );
  if (ranks[0] > ranks[1]) {
    throw new InputError(
      'mcpGateway.audit.bodies.default is more than mcpGateway.audit.bodies.maximum allows',
    );
  }
  const retentionDays =
    bodies?.getOptionalNumber('retentionDays') ?? USUAL_DAYS;
  const logDays =
    config.getOptionalNumber('mcpGateway.evidence.retentionDays') ?? 400;
  // What the log does not know any more, nobody can prove.
  if (!(retentionDays >= 1 && retentionDays <= Math.max(1, logDays))) {
    throw new InputError(
      `mcpGateway.audit.bodies.retentionDays must be between 1 and mcpGateway.evidence.retentionDays (${logDays})`,
    );
  }
  return { bounds, retentionDays };
}
