import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { isDeepStrictEqual } from 'node:util';
import type { RegistryDatabase } from '../../database/RegistryDatabase';
import { findRevision } from '../../revisions/RevisionStore';
import type { Clock } from '../../service/Clock';
import { REGISTRY_ITSELF } from '../../servers/EntityIntake';
import { findServerById } from '../../servers/ServerStore';
import type { ServerRecord } from '../../servers/ServerRecord';
import { findConditions } from './ConditionStore';
import type { LiftNotices } from './LiftNotices';
import type { LiftStandings } from './LiftStandings';
import {
  findLift,
  type LiftRecord,
  nextOpenLifts,
  updateLift,
} from './LiftStore';
import { noteLift } from './noteLift';

const AT_ONCE = 100;

/** Keeps open wishes up to date: whom they wait for, and that those about what is no more are closed. Decisions do not wait for it. */
export class LiftKeeper {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    logger: LoggerService;
    standings: LiftStandings;
    notices: LiftNotices;
  }): LiftKeeper {
    return new LiftKeeper(options);
  }

  readonly #options: Parameters<typeof LiftKeeper.create>[0];

  private constructor(options: Parameters<typeof LiftKeeper.create>[0]) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { database, logger } = this.#options;
    let afterId = '';
    for (;;) {
      const page = await nextOpenLifts(database.knex, {
        ...{ afterId, limit: AT_ONCE },
      });
      if (page.length === 0) return;
      for (const lift of page) {
        afterId = lift.id;
        try {
          await this.#look(lift);
        } catch (error) {
          // One that cannot be evaluated keeps no other one waiting; it stays open.
          logger.warn(`Wish ${lift.id}: ${stringifyError(error)}`);
        }
      }
    }
  }

  async #look(lift: LiftRecord): Promise<void> {
    const { knex } = this.#options.database;
    const server = await findServerById(knex, lift.serverId);
    const revision = await findRevision(knex, lift.digest);
    if (!server || !revision) return;
    const held = (await findConditions(knex, server.id)).filter(({ id }) =>
      lift.lifts.includes(id),
    );
    if (server.life.retired || !server.current) {
      await this.#close(lift, server, 'The server is no longer there.');
    } else if (server.approvedDigest !== lift.digest) {
      await this.#close(
        lift,
        server,
        'Another version has been approved since. Ask again where it is still needed.',
      );
    } else if (held.length < lift.lifts.length) {
      await this.#close(
        lift,
        server,
        'What it asks to lift does not hold any more.',
      );
    } else {
      await this.#align(lift, { server, revision });
    }
  }

  async #align(
    lift: LiftRecord,
    about: Parameters<LiftStandings['of']>[1]['about'],
  ): Promise<void> {
    const { database, standings, notices } = this.#options;
    const { state } = await standings.of(database.knex, {
      ...{ about, lift, owners: await standings.ownersOf(about) },
    });
    if (isDeepStrictEqual(plain(state), plain(lift.standing))) return;
    const isMine = await this.#write(lift, { standing: state });
    const before = lift.standing?.waitsFor.flatMap(({ refs }) => refs);
    if (!isMine || !before) return;
    const to = state.waitsFor
      .flatMap(({ refs }) => refs)
      .filter(ref => !before.includes(ref));
    if (to.length > 0) {
      await notices.asked({ lift, server: about.server }, to);
    }
  }

  async #close(
    lift: LiftRecord,
    server: ServerRecord,
    reason: string,
  ): Promise<void> {
    const at = this.#options.clock.now().toISOString();
    const closed = {
      ...{ state: 'obsolete' as const, decidedAt: at },
      ...{ decidedBy: REGISTRY_ITSELF, decisionReason: reason },
    };
    if (await this.#write(lift, closed)) {
      await this.#options.notices.decided(
        { lift: { ...lift, ...closed }, server },
        false,
      );
    }
  }

  /** @returns whether it was this one, and nobody has written meanwhile. */
  async #write(lift: LiftRecord, over: Partial<LiftRecord>): Promise<boolean> {
    const { database } = this.#options;
    // One after the other with decisions, so that none of them fails because of this.
    return await database.change(async tx => {
      const found = await findLift(tx, lift.id);
      if (found?.version !== lift.version || found.state !== 'open') {
        return false;
      }
      const written = { ...found, ...over };
      if (!(await updateLift(tx, written))) return false;
      if (written.state === 'obsolete' && written.decidedAt) {
        await noteLift(tx, written, {
          ...{ event: 'conditions-lift-closed', by: REGISTRY_ITSELF },
          ...{ at: written.decidedAt, reason: written.decisionReason },
        });
      }
      return true;
    });
  }
}

/** What is kept has been through JSON. */
function plain(state: unknown): unknown {
  return state === undefined ? undefined : JSON.parse(JSON.stringify(state));
}
