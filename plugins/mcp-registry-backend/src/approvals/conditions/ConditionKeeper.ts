import type { RegistryDatabase } from '../../database/RegistryDatabase';
import type { Clock } from '../../service/Clock';
import { addHistory } from '../../service/HistoryStore';
import type { Notifier } from '../../service/Notifier';
import { REGISTRY_ITSELF } from '../../servers/EntityIntake';
import { findServerById } from '../../servers/ServerStore';
import {
  type ConditionRecord,
  findEnding,
  findServersPastTheirDay,
  noteOnce,
} from './ConditionStore';
import { holdBackWhereOver } from './holdBack';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const AT_ONCE = 200;
/** The nearest first: after a pause nobody is told of more than there is. An hour is noted as no day. */
const REMINDERS = [
  { days: 0, ms: HOUR_MS },
  { days: 1, ms: DAY_MS },
  { days: 14, ms: 14 * DAY_MS },
];

/**
 * Suspends servers whose approval is over, and tells people before and then. Gateways wait for nobody: they go by the time itself.
 */
export class ConditionKeeper {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    notifier: Notifier;
    approverGroups: readonly string[];
  }): ConditionKeeper {
    return new ConditionKeeper(options);
  }

  readonly #options: Parameters<typeof ConditionKeeper.create>[0];

  private constructor(options: Parameters<typeof ConditionKeeper.create>[0]) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { database } = this.#options;
    for (const condition of await this.#before(0)) {
      const { id, serverId } = condition;
      const at = this.#options.clock.now().toISOString();
      const isMine = await database.change(async tx => {
        const isFirst = await noteOnce(tx, { id, overAt: at });
        if (isFirst) {
          await addHistory(tx, {
            ...{ kind: 'server', id: serverId, at, by: REGISTRY_ITSELF },
            event: 'approval-over',
            reason: `It was approved until ${untilOf(condition)}.`,
            details: { condition: id },
          });
          await holdBackWhereOver(tx, { serverId, at });
        }
        return isFirst;
      });
      if (isMine) await this.#tell(condition, 'is held back');
    }
    await this.#holdBack();
    for (const { days, ms } of REMINDERS) {
      for (const condition of await this.#before(ms)) {
        const { id, remindedDays = Infinity, setAt } = condition;
        const whole = Date.parse(untilOf(condition)) - Date.parse(setAt);
        // Who gave it less than that knows without being told.
        if (remindedDays <= days || whole <= ms) continue;
        if (await noteOnce(database.knex, { id, remindedDays: days })) {
          await this.#tell(condition, 'will be held back soon');
        }
      }
    }
  }

  /** Those that somebody let run again meanwhile, and those whose end was written down before the registry held anything back. */
  async #holdBack(): Promise<void> {
    const { database, clock } = this.#options;
    const at = clock.now().toISOString();
    for (const serverId of await findServersPastTheirDay(database.knex, at)) {
      await database.change(
        async tx => await holdBackWhereOver(tx, { serverId, at }),
      );
    }
  }

  async #before(ms: number): Promise<ConditionRecord[]> {
    const { database, clock } = this.#options;
    const until = new Date(clock.now().getTime() + ms);
    return await findEnding(database.knex, {
      ...{ until: until.toISOString(), limit: AT_ONCE },
    });
  }

  async #tell(condition: ConditionRecord, what: string): Promise<void> {
    const { database, notifier, approverGroups } = this.#options;
    const server = await findServerById(database.knex, condition.serverId);
    if (!server?.approvedDigest || server.life.retired) return;
    await notifier.tell({
      to: [...new Set([server.facts.owner, ...approverGroups])],
      title: `${server.display.title} ${what}`,
      description: `It is approved until ${untilOf(
        condition,
      )}. Ask on its page to lift that, which takes the approval policy again.`,
      link: `/catalog/${server.namespace}/api/${server.name}`,
      scope: `mcp-condition:${condition.id}`,
      severity: 'high',
    });
  }
}

function untilOf({ condition }: ConditionRecord): string {
  return condition.kind === 'until' ? condition.at : '';
}
