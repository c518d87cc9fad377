import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { type Clock, systemClock } from '../access/Clock';
import { RecentMap } from '../access/RecentMap';
import type { SecretBox } from '../encryption/SecretBox';
import { hashSession } from './hashSession';
import { Mailbox } from './Mailbox';
import { Seal } from './Seal';
import { SealKeys } from './SealKeys';
import { SessionEnds } from './SessionEnds';
import { SessionSeal } from './SessionSeal';
import type { SessionSettings } from './readSessionSettings';
import { SessionStore } from './SessionStore';
import { SessionUses, USES_LAG_MS } from './SessionUses';
import type { Session, SessionContent, SessionOwner } from './types';

const TICK_MS = 1_000;
const MAX_OPENED = 5_000;

/** Sessions of clients with the gateway: in ids that any replica can open, each for one person, client and server. */
export class Sessions {
  static create(options: {
    database: Knex;
    settings: SessionSettings;
    logger: LoggerService;
    clock?: Clock;
    /** Encrypts the keys that seal, at rest. */
    box?: SecretBox;
    /** Told of each session that is ended here. */
    onEnd?: (session: Session) => void;
  }): Sessions {
    return new Sessions(options);
  }

  /** Hands messages to the replica that waits for them. */
  readonly mailbox: Mailbox;
  /** Seals what any replica must be able to open. */
  readonly seal: Seal;
  readonly #opened = new RecentMap<
    string,
    { owner: SessionOwner; session: Session }
  >({ max: MAX_OPENED });
  readonly #onEnd: ((session: Session) => void) | undefined;
  readonly #clock: Clock;
  readonly #settings: SessionSettings;
  readonly #store: SessionStore;
  readonly #keys: SealKeys;
  readonly #seal: SessionSeal;
  readonly #uses: SessionUses;
  readonly #ends: SessionEnds;
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> = Promise.resolve();

  private constructor(options: Parameters<typeof Sessions.create>[0]) {
    const { database, settings, logger, clock = systemClock, box } = options;
    const { idleMs, maxMs } = settings;
    this.#clock = clock;
    this.#onEnd = options.onEnd;
    this.#settings = settings;
    this.#store = SessionStore.create({ database });
    const store = this.#store;
    this.#keys = SealKeys.create({
      ...{ database, clock, box },
      longestLifeMs: maxMs,
    });
    const seal = Seal.create({ keys: this.#keys });
    this.seal = seal;
    this.#seal = SessionSeal.create({ seal });
    this.#uses = SessionUses.create({ store, clock, logger, idleMs });
    const keepMs = this.#memoryMs();
    this.#ends = SessionEnds.create({ store, clock, logger, keepMs });
    this.mailbox = Mailbox.create({ database, seal, logger, clock });
  }

  /** Reads the keys and follows what ends on other replicas. */
  async start(): Promise<void> {
    await this.#keys.sealAgain();
    await this.#keys.refresh();
    await this.#tickAndGoOn();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#ticking;
    await this.#uses.flush({ now: true });
  }

  /** What is done every second. Never throws. */
  async tick(): Promise<void> {
    await this.#ends.poll();
    await this.#uses.flush();
    // The next tick tries again; what is known goes on.
    await this.#keys.refresh().catch(() => {});
  }

  /** The id of a new session. Nothing is kept of it here. */
  begin(content: Omit<SessionContent, 'issuedAt'>, owner: SessionOwner) {
    return this.#seal.seal({ ...content, issuedAt: this.#clock.now() }, owner);
  }

  /**
   * The session that an id is, when it is this owner's and still open. `undefined` for what was made up, is another's, has
   * ended or is too old: nobody can tell which. Throws when it cannot be known.
   */
  find(
    sealed: string,
    owner: SessionOwner,
  ): Session | undefined | Promise<Session | undefined> {
    const known = this.#known(sealed, owner);
    return known
      ? this.#ifOpen(known)
      : this.#open(sealed, owner).then(session => this.#ifOpen(session));
  }

  /** Does not wait where all is known: most calls are of sessions that were used a moment ago. */
  #ifOpen(
    session: Session | undefined,
  ): Session | undefined | Promise<Session | undefined> {
    if (!session) return undefined;
    const { issuedAt, hash } = session;
    if (this.#clock.now() - issuedAt >= this.#settings.maxMs) return undefined;
    const isKnown = this.#uses.isKnown(hash);
    const hasEnded = this.#ends.hasEnded({ hash, issuedAt, isKnown });
    return hasEnded instanceof Promise
      ? hasEnded.then(answer => this.#ifInUse(session, answer))
      : this.#ifInUse(session, hasEnded);
  }

  #ifInUse(
    session: Session,
    hasEnded: boolean,
  ): Session | undefined | Promise<Session | undefined> {
    if (hasEnded) return undefined;
    const isOpen = this.#uses.use(session);
    if (!(isOpen instanceof Promise)) return isOpen ? session : undefined;
    return isOpen.then(answer => (answer ? session : undefined));
  }

  /** What was opened lately need not be opened again: that saves more than half of what a session costs a call. */
  #known(sealed: string, owner: SessionOwner): Session | undefined {
    const known = this.#opened.get(sealed);
    return known && isSameOwner(known.owner, owner) ? known.session : undefined;
  }

  async #open(
    sealed: string,
    owner: SessionOwner,
  ): Promise<Session | undefined> {
    const content = await this.#seal.open(sealed, owner);
    if (!content) return undefined;
    const hash = hashSession(sealed);
    const session = Object.freeze({ ...content, sealed, hash });
    this.#opened.set(sealed, { owner, session });
    return session;
  }

  /** Ends a session, here at once and on every replica within two seconds. */
  async end(session: Session): Promise<void> {
    this.#onEnd?.(session);
    this.#uses.forget(session.hash);
    await this.#ends.end(session.hash);
  }

  /** Forgets what is of no more use. */
  async cleanUp(): Promise<void> {
    await this.#store.deleteOlderThan(this.#clock.now() - this.#memoryMs());
    await this.#keys.deleteRetired();
    await this.mailbox.cleanUp();
  }

  /** After so long without use, a session is idle on every replica, whatever else is known of it. */
  #memoryMs(): number {
    return this.#settings.idleMs + 3 * USES_LAG_MS;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#ticking = this.#tickAndGoOn();
    }, TICK_MS);
    this.#timer.unref();
  }

  async #tickAndGoOn(): Promise<void> {
    const timer = this.#timer;
    await this.tick();
    if (this.#timer === timer) this.#schedule();
  }
}

function isSameOwner(one: SessionOwner, other: SessionOwner): boolean {
  return (
    one.server === other.server &&
    one.upstream === other.upstream &&
    one.userEntityRef === other.userEntityRef &&
    one.client === other.client
  );
}
