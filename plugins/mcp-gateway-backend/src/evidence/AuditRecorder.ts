import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import type { AuditEvent } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  type CallPhase,
  completeAuditEvent,
  draftAuditEvent,
} from './events/toAuditEvent';
import { toDeletedEvent, toLostEvent } from './events/toOwnEvent';
import { isoTime } from './isoTime';
import { newCallId } from './newCallId';
import type { WhenUnwritable } from './readAuditSettings';
import type { CallNotes } from './spool/CallNotes';
import type { SpoolWriter } from './spool/SpoolWriter';
import type { CallRecord, CallRecorder, EventDraft } from './types';

const CAPACITY = 10_000;

/** What the recorder writes to. */
export type AuditSpool = Pick<SpoolWriter, 'append' | 'error' | 'waiting'>;

/**
 * Writes calls down as audit events in the spool of this replica. An event is recorded when it is in the file; of calls that change things
 * the intent is durable before they are forwarded, and the outcome soon after.
 *
 * While the spool cannot be written, the policy says what is refused. Events of calls that go on wait in memory, so many as there is room for; then
 * everything is refused, and refusals are counted.
 */
export class AuditRecorder implements CallRecorder {
  static create(options: {
    spool: AuditSpool;
    /** Outlive this process, as what is in the spool does. */
    notes: Pick<CallNotes, 'put'>;
    whenUnwritable: WhenUnwritable;
    logger: LoggerService;
    /** So many events may wait. */
    capacity?: number;
  }): AuditRecorder {
    return new AuditRecorder(options);
  }

  readonly #options: Parameters<typeof AuditRecorder.create>[0];
  readonly #capacity: number;
  #lost = 0;

  private constructor(options: Parameters<typeof AuditRecorder.create>[0]) {
    this.#options = options;
    this.#capacity = options.capacity ?? CAPACITY;
  }

  async intent(record: CallRecord): Promise<void> {
    try {
      await this.#append(record, 'intent', 'durable');
    } catch (error) {
      throw new ServiceUnavailableError(
        'The call could not be recorded and was not made; try again shortly',
        error,
      );
    }
  }

  async open(record: CallRecord): Promise<boolean> {
    return await this.#written(record, 'opened', 'written');
  }

  prepare(
    record: CallRecord,
    { mayNote }: { mayNote: boolean },
  ): EventDraft | 'noted' {
    const { spool, notes, whenUnwritable } = this.#options;
    // What else may leave while events cannot be written is for the policy to say.
    const isAllowed = whenUnwritable !== 'refuse-all' && !spool.error;
    // Its event has time: it is made with those of the calls around it. Until then what it is made of is all that is needed.
    return mayNote && isAllowed && notes.put(record.id, JSON.stringify(record))
      ? 'noted'
      : draftAuditEvent(record, newCallId());
  }

  complete(record: CallRecord, draft?: EventDraft): boolean | Promise<boolean> {
    return this.#written(record, 'outcome', 'soon', draft);
  }

  record(record: CallRecord, draft?: EventDraft): boolean | Promise<boolean> {
    // With a full queue refusals are only counted. What was allowed is always kept: nothing new is forwarded now, so
    // there is no more of it than calls under way.
    if (record.decision === 'deny' && this.#isFull) {
      this.#lost += 1;
      return false;
    }
    return this.#written(record, 'outcome', 'written', draft);
  }

  admits({ changesState }: { changesState: boolean }): boolean {
    const { spool, whenUnwritable } = this.#options;
    if (this.#isFull) return false;
    return (
      !spool.error || (whenUnwritable === 'refuse-changes' && !changesState)
    );
  }

  /** Writes down an event that is about no call's decision, such as who read what of it. */
  async tell(event: AuditEvent, when: 'soon' | 'durable'): Promise<void> {
    if (this.#isFull) {
      throw new ServiceUnavailableError('Too many audit events wait');
    }
    await this.#options.spool.append(JSON.stringify(event), when, event);
  }

  /** Has an event written that nobody waits for, without a sync of its own. `false`: too many wait already, and it is not taken. */
  note(event: AuditEvent): boolean {
    if (this.#isFull) return false;
    this.#appendOwn(event, 'written');
    return true;
  }

  /** Writes down which events are not kept any more. */
  tellDeleted(deleted: NonNullable<AuditEvent['sallyport']['deleted']>) {
    const written = { id: newCallId(), at: isoTime(Date.now()) };
    this.#appendOwn(toDeletedEvent({ ...written, deleted }));
  }

  get #isFull(): boolean {
    return this.#options.spool.waiting >= this.#capacity;
  }

  /** Does not wait where it is written at once. */
  #written(
    record: CallRecord,
    phase: CallPhase,
    when: 'written' | 'soon',
    draft?: EventDraft,
  ): boolean | Promise<boolean> {
    // What cannot be written waits and is written as soon as that is possible; whoever looks after the spool has said so in the log.
    return (
      this.#append(record, phase, when, draft)?.then(
        () => true,
        () => this.#options.whenUnwritable !== 'refuse-all',
      ) ?? true
    );
  }

  #append(
    record: CallRecord,
    phase: CallPhase,
    when: 'written' | 'soon' | 'durable',
    draft = draftAuditEvent(record, newCallId()),
  ): Promise<void> | undefined {
    const { spool } = this.#options;
    if (this.#lost > 0 && !this.#isFull) this.#tellLost();
    const written = { phase, at: isoTime(Date.now()) };
    const { event, text } = completeAuditEvent(draft, record, written);
    return spool.append(text, when, event);
  }

  #tellLost() {
    const { logger } = this.#options;
    const count = this.#lost;
    this.#lost = 0;
    logger.error(
      `${count} refused calls were not recorded one by one while audit events could not be written and too many waited`,
    );
    const written = { id: newCallId(), at: isoTime(Date.now()) };
    this.#appendOwn(toLostEvent({ ...written, count }));
  }

  #appendOwn(event: AuditEvent, when: 'soon' | 'written' = 'soon') {
    // Like any other event it waits where it cannot be written.
    this.#options.spool
      .append(JSON.stringify(event), when, event)
      ?.catch(() => {});
  }
}
