import type { Notifier } from '../../service/Notifier';
import type { ServerRecord } from '../../servers/ServerRecord';
import type { LiftRecord } from './LiftStore';

const APPROVALS = '/ai-tools/approvals';

interface About {
  lift: LiftRecord;
  server: ServerRecord;
}

/** Tells people of wishes to lift conditions: those who are asked, who asked, and who owns the server. */
export class LiftNotices {
  static create(options: { notifier: Notifier }): LiftNotices {
    return new LiftNotices(options.notifier);
  }

  readonly #notifier: Notifier;

  private constructor(notifier: Notifier) {
    this.#notifier = notifier;
  }

  /** `to`: those who were not told before. */
  async asked({ lift, server }: About, to: readonly string[]): Promise<void> {
    await this.#notifier.tell({
      to: [...new Set(to)],
      except: lift.requestedBy,
      title: `Somebody asks to lift conditions of ${server.display.title}`,
      description: lift.reason,
      link: APPROVALS,
      scope: scopeOf(lift),
    });
  }

  async decided({ lift, server }: About, servesAgain: boolean): Promise<void> {
    const { title } = server.display;
    const words = {
      approved: servesAgain
        ? `Conditions of ${title} were lifted, and it serves again`
        : `Conditions of ${title} were lifted`,
      denied: `Conditions of ${title} stay: lifting them was denied`,
      obsolete: `The wish to lift conditions of ${title} was closed`,
    };
    if (lift.state === 'open' || lift.state === 'withdrawn') return;
    await this.#notifier.tell({
      to: [...new Set([lift.requestedBy, server.facts.owner])],
      except: lift.decidedBy,
      title: words[lift.state],
      description: lift.decisionReason ?? lift.reason,
      link: `/catalog/${server.namespace}/api/${server.name}`,
      scope: scopeOf(lift),
    });
  }
}

function scopeOf({ id }: LiftRecord): string {
  return `mcp-condition-lift:${id}`;
}
