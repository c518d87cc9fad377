import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { UseReader } from '../reviews/GrantUseReader';
import type { Clock } from '../service/Clock';
import type { Policy } from '../service/Policy';
import { DigestSender } from './DigestSender';
import type { DigestReader } from './GatewayDigestReader';
import { OwnerDigests } from './OwnerDigests';

/** Puts together what tells owners what happened on their servers. */
export function createDigests(
  options: {
    notifications: NotificationService;
    logger: LoggerService;
    useReader: UseReader;
    digestReader?: DigestReader;
  },
  common: { database: RegistryDatabase; clock: Clock; policy: Policy },
) {
  const digests = OwnerDigests.create({ ...options, ...common });
  return {
    digests,
    digestSender: DigestSender.create({ ...options, ...common, digests }),
  };
}
