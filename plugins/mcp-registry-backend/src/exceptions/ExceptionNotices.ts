import type { Notifier } from '../service/Notifier';
import type { ServerRecord } from '../servers/ServerRecord';
import type { ExceptionRecord } from './ExceptionStore';

const APPROVALS = '/ai-tools/approvals';

interface About {
  exception: ExceptionRecord;
  server: ServerRecord;
}

/** Tells people what happens to exceptions: who decides, who asked, and who owns the server. */
export class ExceptionNotices {
  static create(options: {
    notifier: Notifier;
    approverGroups: string[];
  }): ExceptionNotices {
    return new ExceptionNotices(options.notifier, options.approverGroups);
  }

  readonly #notifier: Notifier;
  readonly #approverGroups: string[];

  private constructor(notifier: Notifier, approverGroups: string[]) {
    this.#notifier = notifier;
    this.#approverGroups = approverGroups;
  }

  async requested({ exception, server }: About): Promise<void> {
    await this.#notifier.tell({
      to: this.#approverGroups,
      except: exception.requestedBy,
      title: `Somebody asks for an exception for ${server.display.title}`,
      description: `${exception.finding.message} — ${exception.text}`,
      link: APPROVALS,
      scope: scopeOf(exception),
    });
  }

  async proposed({ exception, server }: About): Promise<void> {
    await this.#notifier.tell({
      to: this.#approverGroups,
      except: exception.requestedBy,
      title: `A decision about an exception for ${server.display.title} waits for your confirmation`,
      description:
        'It came through another tool. Confirm it in the portal or decide otherwise.',
      link: APPROVALS,
      scope: scopeOf(exception),
    });
  }

  async decided({ exception, server }: About): Promise<void> {
    await this.#notifier.tell({
      to: concerned(exception, server),
      except: exception.decidedBy,
      title:
        exception.state === 'approved'
          ? `An exception for ${server.display.title} was approved`
          : `An exception for ${server.display.title} was denied`,
      description:
        exception.state === 'approved'
          ? `It ends on ${exception.expiresAt}. ${exception.finding.message}`
          : exception.decisionReason,
      link: pageOf(server),
      scope: scopeOf(exception),
    });
  }

  async endsSoon({ exception, server }: About, days: number): Promise<void> {
    await this.#notifier.tell({
      to: [...concerned(exception, server), ...this.#approverGroups],
      title: `An exception for ${server.display.title} ends in ${
        days === 1 ? 'a day' : `${days} days`
      }`,
      description: `${exception.finding.message} It ends on ${exception.expiresAt}. Ask for another one, or submit a version without it.`,
      link: pageOf(server),
      scope: `${scopeOf(exception)}:end`,
      severity: 'high',
    });
  }

  /** It is no more. `stopped`: and with it the server. */
  async over(
    { exception, server }: About,
    options: {
      how: 'ended' | 'revoked' | 'obsolete';
      reason?: string;
      by?: string;
      stopped: boolean;
    },
  ): Promise<void> {
    const { how, reason, by, stopped } = options;
    const { title } = server.display;
    const words = {
      ended: `An exception for ${title} has ended`,
      revoked: `An exception for ${title} was taken back`,
      obsolete: `An exception for ${title} is not needed any more`,
    };
    await this.#notifier.tell({
      to:
        how === 'obsolete'
          ? concerned(exception, server)
          : [...concerned(exception, server), ...this.#approverGroups],
      except: by,
      title: stopped
        ? `${words[how]}, and the server is suspended`
        : words[how],
      description: [reason, exception.finding.message]
        .filter(Boolean)
        .join(' '),
      link: pageOf(server),
      scope: `${scopeOf(exception)}:end`,
      severity: how === 'obsolete' ? 'normal' : 'high',
    });
  }
}

function concerned(exception: ExceptionRecord, server: ServerRecord): string[] {
  return [...new Set([server.facts.owner, exception.requestedBy])];
}

function scopeOf({ id }: ExceptionRecord): string {
  return `mcp-exception:${id}`;
}

function pageOf(server: ServerRecord): string {
  return `/catalog/${server.namespace}/api/${server.name}`;
}
