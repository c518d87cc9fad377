import { randomUUID } from 'node:crypto';
import { pipeline, type Readable } from 'node:stream';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type {
  EgressEvent,
  PreparedPackage,
  RunningServer,
  RuntimeProcess,
  RuntimeService,
  RuntimeSpec,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Clock } from '../access/Clock';
import { within } from '../access/within';
import { maskSecrets } from '../credentials/maskSecrets';
import { SecretMask } from '../credentials/SecretMask';
import { deferred } from '../era/deferred';
import { UpstreamFailure } from '../transport/UpstreamFailure';
import { describeExit } from './describeExit';
import type { ReadyDriver } from './DriverSet';
import { GivenAssertions } from './GivenAssertions';
import { LogLines } from './LogLines';
import { orLeave } from './orLeave';
import type { RuntimeSettings } from './readRuntimeSettings';
import type { RuntimeJournal } from './RuntimeJournal';
import {
  nextRuntimeState,
  type RuntimeEvent,
  type RuntimeState,
  takesCalls,
} from './runtimeMachine';
import type { RuntimeSecretValues } from './RuntimeSecrets';
import { runtimeTrouble } from './runtimeTrouble';
import { secretForms } from './secretForms';
import { serveOf } from './http/serveOf';
import { introduce, type Introduction } from './stdio/introduce';
import { RuntimeConnection } from './stdio/RuntimeConnection';
import type { HostedTarget, RuntimeScope } from './types';

const STOP_GRACE_MS = 5_000;
const SILENT_MS = 2_000;

/** What those are told whose call was under way. */
const STOPPED: Partial<Record<RuntimeEvent, string>> = {
  'stop-asked': 'Its owner has stopped it.',
  withdrawn: 'The server may not be called any more.',
  unruly: 'It broke the protocol.',
  unresponsive: 'It did not answer any more.',
  'crowded-out': 'Another server needed its place.',
  'drain-over': 'It was replaced, and the call took too long.',
  shutdown: 'The gateway stops.',
};

interface HostedRuntimeOptions {
  owner: string;
  target: HostedTarget;
  scope: RuntimeScope;
  /** What its `initialize` says, where that is a client's own. */
  initialize?: Record<string, unknown>;
  knownEra?: Introduction['era'];
  driver: ReadyDriver;
  prepare: (signal: AbortSignal) => Promise<PreparedPackage>;
  secrets: RuntimeSecretValues;
  settings: Pick<RuntimeSettings, 'startMs' | 'drainMs'>;
  journal: Pick<RuntimeJournal, 'event' | 'line' | 'egress'>;
  clock: Clock;
  logger: LoggerService;
  /** It has another state, or has ended by itself. */
  onChange: (runtime: HostedRuntime, change: RuntimeChange) => void;
}

/** What happened to a runtime. */
export interface RuntimeChange {
  readonly from: RuntimeState;
  readonly to: RuntimeState;
  readonly event: RuntimeEvent;
  readonly why?: string;
}

/** One runtime, from its start to its end: what happens to it goes through its state machine, and is written down. */
export class HostedRuntime {
  /** Begins to start it. */
  static start(options: HostedRuntimeOptions): HostedRuntime {
    const runtime = new HostedRuntime(options);
    runtime.#note('wanted');
    void runtime.#run();
    return runtime;
  }

  readonly runtimeId = randomUUID();
  readonly startedAt: number;
  readonly target: HostedTarget;
  readonly scope: RuntimeScope;
  readonly driver: ReadyDriver;
  readonly secretsDigest: string;
  readonly #options: HostedRuntimeOptions;
  readonly #ready = deferred<Introduction | undefined>();
  readonly #ended = deferred<void>();
  readonly #abort = new AbortController();
  readonly #given = new GivenAssertions();
  #state: RuntimeState = 'starting';
  #process: RunningServer | undefined;
  #service: RuntimeService | undefined;
  #connection: RuntimeConnection | undefined;
  #isInstalled = false;
  #uses = 0;
  #usedAt: number;
  #changedAt: number;
  #drain: NodeJS.Timeout | undefined;
  #stopping: Promise<void> | undefined;

  private constructor(options: HostedRuntimeOptions) {
    this.#options = options;
    this.target = options.target;
    this.scope = options.scope;
    this.driver = options.driver;
    this.secretsDigest = options.secrets.digest;
    this.startedAt = options.clock.now();
    this.#changedAt = this.startedAt;
    this.#usedAt = options.clock.monotonic();
    // Whoever waits for it hears of it; perhaps nobody does.
    this.#ready.promise.catch(() => {});
  }

  /** When its state changed last. */
  get changedAt(): number {
    return this.#changedAt;
  }

  get state(): RuntimeState {
    return this.#state;
  }

  /**
   * Its introduction, when it runs; `undefined` of one that speaks HTTP by itself, where each session has its own. Rejects with an
   * {@link UpstreamFailure}.
   */
  get ready(): Promise<Introduction | undefined> {
    return this.#ready.promise;
  }

  /** Resolves when nothing of it is left. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Once it is ready. */
  get connection(): RuntimeConnection | undefined {
    return this.#connection;
  }

  /** Once it is ready, where it speaks HTTP by itself. */
  get service(): RuntimeService | undefined {
    return this.#service;
  }

  /** What nobody may be told of it. */
  get secretValues(): readonly string[] {
    return Object.values(this.#options.secrets.values);
  }

  get process(): RunningServer | undefined {
    return this.#process;
  }

  /** Whose it is, where it is not everybody's. */
  get person(): string | undefined {
    return this.scope.kind === 'everybody' ? undefined : this.scope.person;
  }

  /** Whether calls may begin to use it. */
  get isUsable(): boolean {
    return takesCalls(this.#state) && this.#connection?.isOver !== true;
  }

  get isInUse(): boolean {
    return this.#uses > 0;
  }

  /** So long nobody has used it, in milliseconds. */
  get idleMs(): number {
    return this.isInUse ? 0 : this.#options.clock.monotonic() - this.#usedAt;
  }

  /** From now on nothing that it writes contains this, in answers or for its log. */
  conceal(assertion: string) {
    this.#given.add(assertion);
  }

  /** Begins a use. Returns how it ends; `undefined` where the runtime takes no more. */
  use(): (() => void) | undefined {
    if (!this.isUsable) return undefined;
    this.#uses += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#uses -= 1;
      this.#usedAt = this.#options.clock.monotonic();
      if (this.#uses === 0 && this.#state === 'draining') {
        this.dispatch('drained');
      }
    };
  }

  /** Something happens to it. */
  dispatch(event: RuntimeEvent, why?: string): void {
    const from = this.#state;
    const to = nextRuntimeState(from, event);
    if (from === to) return;
    this.#state = to;
    this.#changedAt = this.#options.clock.now();
    this.#note(event, why);
    this.#options.onChange(this, { from, to, event, ...(why && { why }) });
    switch (to) {
      case 'draining':
        this.#beginToDrain();
        break;
      case 'stopping':
        this.#stop(event);
        break;
      case 'ended':
        this.#end(why);
        break;
      case 'starting':
      case 'running':
        break;
      default:
        throw new Error(`No such state: ${to satisfies never}`);
    }
  }

  async #run(): Promise<void> {
    const { settings, logger, target } = this.#options;
    const timer = setTimeout(
      () =>
        this.#abort.abort(
          new Error(
            this.#isInstalled
              ? 'It did not start in time.'
              : 'Its package is still being installed. Try again shortly.',
          ),
        ),
      settings.startMs,
    );
    const life = this.#bringToLife();
    // Whoever is started late is ended below.
    life.catch(() => {});
    try {
      const introduction = await orLeave(life, this.#abort.signal);
      this.dispatch('started');
      if (this.#state === 'running') this.#ready.resolve(introduction);
    } catch (error) {
      // One that has ended says why a moment later.
      if (this.#connection?.isOver && this.#process) {
        await within(this.#process.exited, SILENT_MS).catch(() => {});
      }
      const { aborted, reason } = this.#abort.signal;
      const why = textOf(aborted ? reason : error);
      logger.info(
        `A runtime of ${target.serverRef} did not start: ${stringifyError(
          error,
        )}`,
      );
      this.#ready.reject(runtimeTrouble(why, { cause: error }));
      this.dispatch('failed', why);
      // Callers know by now; a driver that waits for its engine may take longer.
      await life.catch(() => {});
      // Where there is no process, nothing else will tell that it is over; one may have come after it was given up.
      if (this.#process) this.#stopProcess(this.#process);
      else this.dispatch('exited');
    } finally {
      clearTimeout(timer);
    }
  }

  async #bringToLife(): Promise<Introduction | undefined> {
    const { driver, target, prepare, secrets, journal } = this.#options;
    const { profile, command, args, env, http } = target.hosted;
    const { signal } = this.#abort;
    const serve = http && serveOf(driver.driver);
    const problems = await driver.driver.check(profile);
    if (problems.length > 0) {
      throw new Error(
        `What its permission profile asks for cannot be kept here: ${problems.join(
          ' ',
        )}`,
      );
    }
    signal.throwIfAborted();
    const prepared = await prepare(signal);
    this.#isInstalled = true;
    signal.throwIfAborted();
    const spec = {
      runtimeId: this.runtimeId,
      owner: this.#options.owner,
      serverRef: target.serverRef,
      // What one person leaves in a folder that the driver keeps, nobody else finds.
      ...(this.person !== undefined && {
        dataKey: `${target.serverRef} ${this.person}`,
      }),
      prepared,
      ...(command !== undefined && { command }),
      args,
      env: { ...profile.sallyport?.env, ...env },
      profile,
      secrets: secrets.values,
      onEgress: (event: EgressEvent) => journal.egress(this.#subject(), event),
      onNotice: (text: string) => journal.line(this.#subject(), text),
    } satisfies RuntimeSpec;
    if (http && serve) {
      const service = await serve({ ...spec, http });
      this.#take(service);
      this.#service = service;
      this.#keepLog(service.log, secretForms(this.secretValues));
      signal.throwIfAborted();
      return undefined;
    }
    const process = await driver.driver.start(spec);
    this.#take(process);
    return await this.#speakWith(process);
  }

  /** From here on its end is its own matter. */
  #take(process: RunningServer) {
    this.#process = process;
    void process.exited.then(exit =>
      this.dispatch(
        'exited',
        this.#state === 'stopping' ? undefined : describeExit(exit),
      ),
    );
  }

  async #speakWith(process: RuntimeProcess): Promise<Introduction> {
    const { clock } = this.#options;
    const { signal } = this.#abort;
    const masked = secretForms(this.secretValues);
    this.#keepLog(process.stderr, masked);
    const connection = RuntimeConnection.create({
      stdin: process.stdin,
      stdout: process.stdout,
      sharing: this.scope.kind,
      clock,
      mask: text => this.#given.mask(maskSecrets(text, masked)),
      onUnruly: why => this.dispatch('unruly', why),
      onEnd: () => void this.#onSilence(process),
    });
    this.#connection = connection;
    signal.throwIfAborted();
    const { initialize, knownEra, settings } = this.#options;
    return await introduce({
      connection,
      ...(initialize && { initialize }),
      isClientsOwn: this.scope.kind === 'session' && initialize !== undefined,
      ...(knownEra && { knownEra }),
      timeoutMs: settings.startMs,
      signal,
    });
  }

  /** Most programs that write no more have ended, which is told a moment later; one that has not is of no use. */
  async #onSilence(process: RunningServer) {
    await within(process.exited, SILENT_MS).catch(() => {});
    this.dispatch('unruly', 'It has closed its output.');
  }

  #keepLog(log: Readable, secrets: string[]) {
    const { journal, clock } = this.#options;
    const lines = new LogLines({
      take: line => journal.line(this.#subject(), this.#given.mask(line)),
      clock,
    });
    // Its end is told by the process itself.
    pipeline(log, SecretMask.create({ secrets }), lines, () => {});
  }

  #beginToDrain() {
    if (!this.isInUse) {
      this.dispatch('drained');
      return;
    }
    this.#drain = setTimeout(
      () => this.dispatch('drain-over'),
      this.#options.settings.drainMs,
    ).unref();
  }

  #stop(event: RuntimeEvent) {
    clearTimeout(this.#drain);
    this.#abort.abort(new Error(STOPPED[event] ?? 'It was stopped.'));
    this.#ready.reject(runtimeTrouble(STOPPED[event] ?? 'It was stopped.'));
    this.#connection?.close(
      new UpstreamFailure('upstream.unreachable', {
        refusal: { text: STOPPED[event] },
      }),
    );
    if (this.#process) this.#stopProcess(this.#process);
  }

  #stopProcess(process: RunningServer) {
    this.#stopping ??= process.stop({ graceMs: STOP_GRACE_MS }).catch(error => {
      this.#options.logger.error(
        `A runtime of ${this.target.serverRef} could not be stopped`,
        error,
      );
    });
  }

  #end(why: string | undefined) {
    clearTimeout(this.#drain);
    this.#abort.abort(new Error(why ?? 'It has ended.'));
    this.#ready.reject(runtimeTrouble(why ?? 'It has ended.'));
    this.#connection?.close(
      new UpstreamFailure('upstream.unreachable', { refusal: { text: why } }),
    );
    this.#ended.resolve();
  }

  #note(event: RuntimeEvent | 'wanted', why?: string) {
    this.#options.journal.event({
      ...this.#subject(),
      ...(this.person !== undefined && { person: this.person }),
      state: this.#state,
      event,
      ...(why && { why }),
    });
  }

  #subject() {
    return { serverId: this.target.serverId, runtimeId: this.runtimeId };
  }
}

/** Texts of drivers and of the handshake are for people; what else goes wrong is not. */
function textOf(error: unknown): string {
  if (error instanceof UpstreamFailure) {
    return error.refusal?.text ?? 'It ended before it had introduced itself.';
  }
  return error instanceof Error ? error.message : 'It could not be started.';
}
