import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import { v4 as uuid } from 'uuid';
import type { RegistryDatabase } from '../../database/RegistryDatabase';
import type { Caller } from '../../service/Caller';
import type { Clock } from '../../service/Clock';
import { addHistory } from '../../service/HistoryStore';
import type { Notifier } from '../../service/Notifier';
import { registryError } from '../../service/registryError';
import {
  type DelegationRecord,
  endDelegation,
  findDelegation,
  insertDelegation,
  listDelegations,
} from './DelegationStore';

const MAX_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1000;

type Shown = RegistrySchemas['ApprovalDelegation'];

/** Lets people say who decides in their place while they are away. */
export class DelegationService {
  static create(options: {
    database: RegistryDatabase;
    catalog: CatalogService;
    auth: AuthService;
    clock: Clock;
    notifier: Notifier;
  }): DelegationService {
    return new DelegationService(options);
  }

  readonly #options: Parameters<typeof DelegationService.create>[0];

  private constructor(options: Parameters<typeof DelegationService.create>[0]) {
    this.#options = options;
  }

  /** Those that the caller gave or got. */
  async list(caller: Caller): Promise<Shown[]> {
    const { database, clock } = this.#options;
    const records = await listDelegations(database.knex, {
      ref: caller.userEntityRef,
      now: clock.now(),
    });
    return records.map(toShown);
  }

  /** Only in one's own name, to one person, for a while, and in the portal alone: whoever holds a token of theirs could decide through it. */
  async add(
    caller: Caller,
    wanted: RegistrySchemas['NewApprovalDelegation'],
  ): Promise<Shown> {
    if (caller.actor) throw registryError('decision.portal-only');
    const { database, clock, notifier } = this.#options;
    const now = clock.now();
    const to = wanted.to.toLocaleLowerCase('en-US');
    const [begins, ends] = [wanted.beginsAt ?? now.toISOString(), wanted.endsAt]
      .map(text => new Date(text))
      .map(date => (Number.isNaN(date.getTime()) ? undefined : date));
    if (!begins || !ends || ends <= now || ends <= begins) {
      throw registryError('delegation.time');
    }
    const longest =
      Math.max(begins.getTime(), now.getTime()) + MAX_DAYS * DAY_MS;
    if (ends.getTime() > longest) throw registryError('delegation.time');
    if (to === caller.userEntityRef) throw registryError('delegation.self');
    await this.#requirePerson(to);
    const record: DelegationRecord = {
      id: uuid(),
      from: caller.userEntityRef,
      to,
      scope: wanted.scope,
      beginsAt: begins.toISOString(),
      endsAt: ends.toISOString(),
      createdAt: now.toISOString(),
      reason: wanted.reason?.trim() || undefined,
    };
    await database.transaction(async tx => {
      await insertDelegation(tx, record);
      await addHistory(tx, {
        ...{ kind: 'delegation', id: record.id, by: record.from },
        at: record.createdAt,
        event: 'delegated',
        reason: record.reason,
        details: {
          ...{ to, scope: record.scope },
          ...{ beginsAt: record.beginsAt, endsAt: record.endsAt },
          ...(caller.signedInAt && { signedInAt: caller.signedInAt }),
        },
      });
    });
    await notifier.delegated(record);
    return toShown(record);
  }

  /** Either of the two can end it. */
  async end(caller: Caller, id: string): Promise<Shown> {
    if (caller.actor) throw registryError('decision.portal-only');
    const { database, clock } = this.#options;
    const found = await findDelegation(database.knex, id);
    const by = caller.userEntityRef;
    if (!found || (found.from !== by && found.to !== by)) {
      throw registryError('delegation.not-found');
    }
    const at = clock.now().toISOString();
    await database.transaction(async tx => {
      if (!(await endDelegation(tx, { id, by, at }))) {
        throw registryError('delegation.over');
      }
      await addHistory(tx, { kind: 'delegation', id, at, by, event: 'ended' });
    });
    return toShown({ ...found, endedAt: at, endedBy: by });
  }

  async #requirePerson(ref: string): Promise<void> {
    const { catalog, auth } = this.#options;
    const entity = /^user:/.test(ref)
      ? await catalog.getEntityByRef(ref, {
          credentials: await auth.getOwnServiceCredentials(),
        })
      : undefined;
    if (!entity) throw registryError('delegation.no-person');
  }
}

function toShown(record: DelegationRecord): Shown {
  const { id, from, to, scope, beginsAt, endsAt, reason, endedAt } = record;
  return { id, from, to, scope, beginsAt, endsAt, reason, endedAt };
}
