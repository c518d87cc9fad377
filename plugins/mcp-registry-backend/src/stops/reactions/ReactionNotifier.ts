import type { Notifier } from '../../service/Notifier';
import type { StopRecord } from '../StopStore';
import type { ReactionTarget } from './ReactionTargets';

/** Tells in words what a rule has held back: those who look after it why, and the person concerned what to do. */
export class ReactionNotifier {
  static create(options: {
    notifier: Pick<Notifier, 'stop' | 'tell'>;
    stopGroups: readonly string[];
  }): ReactionNotifier {
    return new ReactionNotifier(options);
  }

  readonly #options: Parameters<typeof ReactionNotifier.create>[0];

  private constructor(options: Parameters<typeof ReactionNotifier.create>[0]) {
    this.#options = options;
  }

  async placed(stop: StopRecord, target: ReactionTarget): Promise<void> {
    const { notifier } = this.#options;
    const { holder } = target;
    await notifier.stop({
      id: stop.id,
      to: this.#concerned(target),
      // Nobody hears of the alert by being whom it is about.
      ...(stop.rule?.about !== undefined && { except: stop.rule.about }),
      title: `A rule has ${wordsOf(target)}`,
      description: stop.reason,
    });
    if (holder === undefined) return;
    await notifier.tell({
      to: holder,
      title: toHolder(target),
      description: stop.message,
      link: '/ai-tools/my-access',
      scope: `mcp-reaction:${stop.id}`,
      severity: 'high',
    });
  }

  async over(stop: StopRecord, target: ReactionTarget): Promise<void> {
    const { notifier } = this.#options;
    await notifier.stop({
      id: stop.id,
      to: this.#concerned(target),
      title: `No longer held back: ${nameOf(target)}`,
      description: stop.endReason,
    });
    if (target.holder === undefined) return;
    await notifier.tell({
      to: target.holder,
      title: `No longer held back: ${nameOf(target)}`,
      link: '/ai-tools/my-access',
      scope: `mcp-reaction:${stop.id}`,
    });
  }

  #concerned({ server }: ReactionTarget): string[] {
    const owner = server ? [server.facts.owner] : [];
    return [...new Set([...this.#options.stopGroups, ...owner])];
  }
}

function nameOf({ kind, server, subject }: ReactionTarget): string {
  const title = server?.display.title ?? 'a server';
  switch (kind) {
    case 'step-up':
      return `changes by ${subject}`;
    case 'grant':
      return `an access to ${title}`;
    case 'server':
      return title;
    default:
      return kind satisfies never;
  }
}

function wordsOf(target: ReactionTarget): string {
  return target.kind === 'step-up'
    ? `asked ${target.subject} to sign in again`
    : `paused ${nameOf(target)}`;
}

function toHolder(target: ReactionTarget): string {
  return target.kind === 'step-up'
    ? 'Sign in again before you change anything through AI tools'
    : `Your access to ${target.server?.display.title ?? 'a server'} is paused`;
}
