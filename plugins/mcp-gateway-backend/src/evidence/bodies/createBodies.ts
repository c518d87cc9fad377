import type {
  LoggerService,
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { EnvelopeBox } from '../../encryption/EnvelopeBox';
import { recording } from '../../pipeline/recording';
import type { Evidence } from '../createEvidence';
import { BodyDesk } from './BodyDesk';
import { BodyReaders } from './BodyReaders';
import { BodySealer } from './BodySealer';
import { BodyStore } from './BodyStore';
import { CallBodies } from './CallBodies';
import type { BodySettings } from './readBodySettings';

const DAY_MS = 24 * 60 * 60_000;

/** Puts the room together: what keeps arguments and results of calls, and who may read them. */
export function createBodies(options: {
  database: Knex;
  settings: BodySettings;
  box: Pick<EnvelopeBox, 'seal' | 'open'>;
  evidence: Pick<Evidence, 'tell'>;
  permissions: PermissionsService;
  userInfo: UserInfoService;
  config: RootConfigService;
  logger: LoggerService;
}) {
  const { settings, evidence, logger } = options;
  const { retentionDays } = settings;
  const store = BodyStore.create(options);
  const sealer = BodySealer.create(options);
  const keeper = CallBodies.create({
    ...{ store, sealer, logger },
    // Where it cannot be written now it waits, like all events.
    tell: event => void evidence.tell(event, 'soon').catch(() => {}),
  });
  return {
    /** The stage that says what is kept of a call. */
    stage: recording(settings),
    keeper,
    desk: BodyDesk.create({
      ...{ store, sealer, retentionDays },
      readers: BodyReaders.create(options),
      tell: event => evidence.tell(event, 'durable'),
    }),
    async cleanUp(): Promise<void> {
      await store.deleteOlderThan(
        new Date(Date.now() - retentionDays * DAY_MS),
      );
    },
  };
}

/** What {@link createBodies} puts together. */
export type BodiesRoom = ReturnType<typeof createBodies>;
