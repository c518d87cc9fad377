import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  holdsGrant,
  isServed,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../access/Clock';
import type { AccessDirectory, MembershipResolver } from '../access/types';
import { BackOffs } from './BackOffs';
import type { DriverSet, ReadyDriver } from './DriverSet';
import { HostedRuntime, type RuntimeChange } from './HostedRuntime';
import { makeRoom } from './makeRoom';
import { orLeave } from './orLeave';
import { Packages } from './Packages';
import { idleMsOf, type RuntimeSettings } from './readRuntimeSettings';
import type { RuntimeJournal } from './RuntimeJournal';
import { backOffKey, isOfServer, runtimeKey } from './runtimeKeys';
import { takesCalls } from './runtimeMachine';
import type { RuntimeSecrets, RuntimeSecretValues } from './RuntimeSecrets';
import type { RuntimeRequest } from './RuntimeStore';
import { runtimeTrouble } from './runtimeTrouble';
import type { Introduction } from './stdio/introduce';
import {
  type RuntimePool,
  type RuntimeUse,
  type RuntimeWanted,
  type ServiceUse,
  type HostedTarget,
  targetOf,
} from './types';

const MAX_ERAS = 10_000;

interface RuntimeManagerOptions {
  /** This replica, until it ends. */
  owner: string;
  drivers: DriverSet;
  secrets: RuntimeSecrets;
  settings: RuntimeSettings;
  directory: Pick<AccessDirectory, 'get' | 'stops'>;
  membership: MembershipResolver;
  journal: Pick<RuntimeJournal, 'event' | 'line' | 'egress'>;
  clock: Clock;
  logger: LoggerService;
}

/**
 * The runtimes of this replica, for its own callers: started when a call needs one, shared as the server's isolation says, replaced
 * when another revision is approved, and ended when nobody uses them or nobody may.
 */
export class RuntimeManager implements RuntimePool {
  static create(options: RuntimeManagerOptions): RuntimeManager {
    return new RuntimeManager(options);
  }

  readonly #options: RuntimeManagerOptions;
  readonly #backOffs: BackOffs;
  readonly #packages = new Packages();
  /** The one that calls get, by what it is for. */
  readonly #current = new Map<string, HostedRuntime>();
  readonly #all = new Set<HostedRuntime>();
  readonly #eras = new LRUCache<string, Introduction['era']>({ max: MAX_ERAS });
  #isStopped = false;

  private constructor(options: RuntimeManagerOptions) {
    this.#options = options;
    this.#backOffs = BackOffs.create(options);
  }

  /** Those that there are now. */
  get runtimes(): readonly HostedRuntime[] {
    return [...this.#all];
  }

  eraOf({ serverId, digest }: HostedTarget): Introduction['era'] | undefined {
    return this.#eras.get(`${serverId} ${digest}`);
  }

  async acquire(wanted: RuntimeWanted): Promise<RuntimeUse> {
    const { runtime, introduction, release } = await this.#use(wanted);
    if (!introduction) throw new Error('It speaks HTTP');
    return useOf(runtime, introduction, release);
  }

  async acquireService(wanted: RuntimeWanted): Promise<ServiceUse> {
    const { runtime, release } = await this.#use(wanted);
    return serviceUseOf(runtime, release);
  }

  findService({
    target,
    scope,
  }: Pick<RuntimeWanted, 'target' | 'scope'>): ServiceUse | undefined {
    const runtime = this.#current.get(runtimeKey(target, scope));
    const release = runtime?.service && runtime.use();
    return release && serviceUseOf(runtime, release);
  }

  async #use(wanted: RuntimeWanted) {
    const driver = await this.#options.drivers.ready();
    const secrets = await this.#options.secrets.resolve({
      ...wanted,
      driver: driver.driver,
    });
    // From here on nothing is waited for: two calls never start two.
    const runtime = this.#find(wanted, secrets, driver);
    const release = runtime.use();
    if (!release)
      throw runtimeTrouble('It is ending.', { retryAfterSeconds: 1 });
    try {
      const introduction = await orLeave(runtime.ready, wanted.signal);
      return { runtime, introduction, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Looks at the runtimes of some servers, or all, with what is approved now. */
  async reconcile(serverRefs?: ReadonlySet<string>): Promise<void> {
    const concerned = this.runtimes.filter(
      ({ target }) => !serverRefs || serverRefs.has(target.serverRef),
    );
    await Promise.all(concerned.map(runtime => this.#check(runtime)));
  }

  /** Ends what nobody has used for a while. */
  sweep() {
    const { settings } = this.#options;
    for (const runtime of this.#all) {
      if (runtime.state !== 'running') continue;
      const longest = idleMsOf(settings, runtime.target.serverRef);
      if (runtime.idleMs >= longest) runtime.dispatch('idle');
    }
  }

  /** An owner wants something of a server's runtimes, or of one of them. */
  ask(
    what: RuntimeRequest,
    which: { serverId?: string; runtimeId?: string },
    why: string,
  ) {
    const { serverId } = which;
    if (serverId !== undefined) {
      this.#backOffs.forget(key => isOfServer(key, serverId));
    }
    for (const runtime of this.#all) {
      const { target, runtimeId } = runtime;
      if (serverId === target.serverId || which.runtimeId === runtimeId) {
        runtime.dispatch(what === 'stop' ? 'stop-asked' : 'restart-asked', why);
      }
    }
  }

  /** Starts nothing more, and ends everything. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const all = this.runtimes;
    for (const runtime of all) runtime.dispatch('shutdown');
    await Promise.all(all.map(({ ended }) => ended));
  }

  #find(
    { target, scope, initialize }: RuntimeWanted,
    secrets: RuntimeSecretValues,
    driver: ReadyDriver,
  ): HostedRuntime {
    if (this.#isStopped) throw runtimeTrouble('The gateway stops.');
    const key = runtimeKey(target, scope);
    const current = this.#current.get(key);
    if (current?.isUsable) {
      if (current.secretsDigest === secrets.digest) return current;
      current.dispatch('replaced', 'Its secrets have changed.');
    }
    const trouble = this.#backOffs.of(backOffKey(target, scope));
    if (trouble) {
      throw runtimeTrouble(trouble.why, {
        retryAfterSeconds: Math.ceil(trouble.waitMs / 1000),
      });
    }
    const { settings } = this.#options;
    makeRoom({ runtimes: this.runtimes, scope, settings });
    const knownEra = this.eraOf(target);
    const runtime = HostedRuntime.start({
      ...this.#options,
      ...{ target, scope, secrets, driver },
      ...(initialize && { initialize }),
      ...(knownEra && { knownEra }),
      prepare: signal =>
        this.#packages.prepare(driver.driver, target.hosted.package, {
          signal,
        }),
      onChange: (changed, change) => this.#onChange(changed, change),
    });
    this.#all.add(runtime);
    this.#current.set(key, runtime);
    void runtime.ready.then(
      introduction => {
        if (!introduction) return;
        const { serverId, digest } = target;
        this.#eras.set(`${serverId} ${digest}`, introduction.era);
      },
      () => {},
    );
    return runtime;
  }

  #onChange(runtime: HostedRuntime, change: RuntimeChange) {
    const { clock } = this.#options;
    const { from, to, event, why } = change;
    const { target, scope } = runtime;
    const key = runtimeKey(target, scope);
    const isOwnFault =
      event === 'failed' ||
      event === 'unruly' ||
      event === 'unresponsive' ||
      (event === 'exited' && from !== 'stopping');
    if (isOwnFault) {
      this.#backOffs.failed(backOffKey(target, scope), {
        ranMs: clock.now() - runtime.startedAt,
        why: why ?? 'It has failed.',
      });
    }
    if (!takesCalls(to) && this.#current.get(key) === runtime) {
      this.#current.delete(key);
    }
    if (to === 'ended') this.#all.delete(runtime);
  }

  /** Whether a runtime may still be used for what it was started for. */
  async #check(runtime: HostedRuntime): Promise<void> {
    const { directory, clock } = this.#options;
    const document = directory.get(runtime.target.serverRef);
    const target = targetOf(document);
    const isStillServed =
      document !== undefined &&
      isServed(document, this.#options.clock.now()) &&
      target?.serverId === runtime.target.serverId;
    if (!document || !target || !isStillServed) {
      runtime.dispatch('withdrawn', 'The server is not served any more.');
    } else if (directory.stops()?.ofServer(document, clock.now())) {
      runtime.dispatch('withdrawn', 'The server was stopped.');
    } else if (target.digest !== runtime.target.digest) {
      runtime.dispatch('replaced', 'Another revision is approved.');
    } else if (
      runtime.person !== undefined &&
      !(await this.#mayUse(runtime.person, document))
    ) {
      runtime.dispatch('withdrawn', 'Its person has no access any more.');
    }
  }

  async #mayUse(
    person: string,
    document: Parameters<typeof holdsGrant>[0],
  ): Promise<boolean> {
    const { membership, clock, directory } = this.#options;
    const stops = directory.stops();
    try {
      const principal = await membership.resolve(person);
      if (!principal) return false;
      const now = clock.now();
      return (
        !stops?.ofCaller(principal, undefined, now) &&
        holdsGrant(document, principal, now, stops)
      );
    } catch {
      // Who cannot be looked up keeps what they have; their calls are decided all the same.
      return true;
    }
  }
}

function useOf(
  runtime: HostedRuntime,
  introduction: Introduction,
  release: () => void,
): RuntimeUse {
  const { connection } = runtime;
  if (!connection) throw new Error('A runtime is ready without a connection');
  return {
    ...{ connection, introduction, release },
    conceal: assertion => runtime.conceal(assertion),
    again: () => {
      const next = runtime.use();
      return next && useOf(runtime, introduction, next);
    },
    end: () => runtime.dispatch('session-over'),
  };
}

function serviceUseOf(runtime: HostedRuntime, release: () => void): ServiceUse {
  const { service } = runtime;
  if (!service) throw new Error('It does not speak HTTP');
  return {
    ...{ service, release },
    secrets: runtime.secretValues,
    end: () => runtime.dispatch('session-over'),
  };
}
