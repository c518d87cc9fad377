import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

const USERS = ['none', 'plain', 'hashed'] as const;
const MIN_SECRET_LENGTH = 32;

/** What spans say of people. */
export interface TelemetrySettings {
  user: (typeof USERS)[number];
  /** Of `hashed`. */
  userSecret?: string;
}

/** Reads `mcpGateway.telemetry`. What is exported, and where to, is said by `OTEL_*`. */
export function readTelemetrySettings(
  config: RootConfigService,
): TelemetrySettings {
  const given = config.getOptionalConfig('mcpGateway.telemetry');
  const wanted = given?.getOptionalString('user') ?? 'none';
  const user = USERS.find(one => one === wanted);
  if (!user) {
    throw new InputError(
      `mcpGateway.telemetry.user is '${wanted}'; it is one of ${USERS.join(
        ', ',
      )}`,
    );
  }
  const userSecret = given?.getOptionalString('userSecret');
  if (user === 'hashed' && (userSecret?.length ?? 0) < MIN_SECRET_LENGTH) {
    throw new InputError(
      `mcpGateway.telemetry.user: hashed needs mcpGateway.telemetry.userSecret of at least ${MIN_SECRET_LENGTH} characters (make one with: openssl rand -base64 32); without one, whoever has a list of your people can undo it`,
    );
  }
  return { user, ...(user === 'hashed' && { userSecret }) };
}
