import type { LoggerService } from '@backstage/backend-plugin-api';
import type { TokenCounts } from '../../usage/types';
import type { AuditRecorder } from '../AuditRecorder';
import { toTokenEvents } from '../events/toTokenEvents';
import { isoTime } from '../isoTime';
import { newCallId } from '../newCallId';

const MAX_HELD = 10_000;

/** Writes into the audit log how many tokens calls took, some time after they were answered. What the log does not take now waits. */
export class TokenLog {
  static create(options: {
    recorder: Pick<AuditRecorder, 'note'>;
    logger: Pick<LoggerService, 'warn'>;
  }): TokenLog {
    return new TokenLog(options);
  }

  readonly #options: Parameters<typeof TokenLog.create>[0];
  #waiting: readonly (TokenCounts & { id: string })[] = [];

  private constructor(options: Parameters<typeof TokenLog.create>[0]) {
    this.#options = options;
  }

  /** Each call is to be handed in once. Never waits, never throws. */
  add(counted: readonly (TokenCounts & { id: string })[]): void {
    const { recorder } = this.#options;
    const all = [...this.#waiting, ...counted];
    const events = toTokenEvents(
      all.map(({ id, tokensIn, tokensOut, isEstimated }) => ({
        ...{ id, in: tokensIn, out: tokensOut, isEstimated },
      })),
      () => ({ id: newCallId(), at: isoTime(Date.now()) }),
    );
    let taken = 0;
    for (const event of events) {
      if (!recorder.note(event)) break;
      taken += event.sallyport.tokens?.length ?? 0;
    }
    this.#keep(all.slice(taken));
  }

  #keep(rest: readonly (TokenCounts & { id: string })[]) {
    const lost = Math.max(0, rest.length - MAX_HELD);
    this.#waiting = rest.slice(lost);
    if (lost > 0) {
      this.#options.logger.warn(
        `The tokens of ${lost} calls are not in the audit log: it took nothing for too long`,
      );
    }
  }
}
