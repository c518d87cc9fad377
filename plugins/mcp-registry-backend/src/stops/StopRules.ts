import {
  liftObstacle,
  type RegistrySchemas,
  stopStateAt,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import type { StopAuthority, StopRecord } from './StopStore';

/** Stops that reach beyond one server: of the highest risk, whatever they hit. */
const WIDE: ReadonlySet<string> = new Set([
  'client',
  'agent',
  'person',
  'step-up',
  'package',
  'publisher',
  'host',
]);

/** What it takes to stop, to confirm and to lift. Stopping is the safe side and made easy; lifting is a decision. */
export class StopRules {
  static create(options: {
    clock: Clock;
    freshSignIn: FreshSignInRule;
  }): StopRules {
    return new StopRules(options);
  }

  readonly #options: Parameters<typeof StopRules.create>[0];

  private constructor(options: Parameters<typeof StopRules.create>[0]) {
    this.#options = options;
  }

  /** What comes through another tool waits for the person where it would reach beyond one server. */
  isProposed(caller: Caller, { kind }: Pick<StopRecord, 'kind'>): boolean {
    return caller.actor !== undefined && WIDE.has(kind);
  }

  /** One server, or a part of it, is stopped by who is signed in; what reaches further is decided as what has a critical risk. */
  requireToStop(caller: Caller, { kind }: Pick<StopRecord, 'kind'>): void {
    if (WIDE.has(kind)) this.#options.freshSignIn.require(caller, ['critical']);
  }

  needsFreshSignIn(caller: Caller, found: Pick<StopRecord, 'kind'>): boolean {
    try {
      this.requireToStop(caller, found);
      return false;
    } catch {
      return true;
    }
  }

  /** Why somebody may not lift it; `undefined` where they may, or where there is nothing to lift. */
  obstacle(
    stop: StopRecord,
    who: Pick<Caller, 'userEntityRef'>,
    authority: StopAuthority | undefined,
  ): RegistrySchemas['Stop']['liftObstacle'] {
    const { kind, subject, createdBy, confirmedBy } = stop;
    if (authority && stop.rule?.about === who.userEntityRef) return 'hit';
    return liftObstacle(
      {
        ...{ kind, subject, authority: stop.authority },
        stoppedBy: [createdBy, ...(confirmedBy ? [confirmedBy] : [])],
      },
      { userEntityRef: who.userEntityRef, authority },
    );
  }

  requireToLift(
    caller: Caller,
    stop: StopRecord,
    options: {
      authority: StopAuthority | undefined;
      server: ServerRecord | undefined;
    },
  ): void {
    if (caller.actor) throw registryError('decision.portal-only');
    const obstacle = this.obstacle(stop, caller, options.authority);
    if (obstacle) throw registryError(`stop.${obstacle}`);
    const { server } = options;
    this.#options.freshSignIn.require(
      caller,
      server
        ? [server.facts.riskTier, server.liveFacts.riskTier]
        : ['critical'],
    );
  }

  stateOf(stop: StopRecord): StopRecord['state'] {
    return stopStateAt(stop, this.#options.clock.now());
  }
}
