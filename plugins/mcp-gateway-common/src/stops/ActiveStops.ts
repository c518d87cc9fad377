import type { AccessDocument } from '../access/accessDocument';
import type { Principal } from '../decision/types';
import { reachesHost } from './reachesHost';
import { originsOf } from './originsOf';
import { STOP_KINDS, type Stop, type StopKind } from './stop';

/**
 * The stops in force, by what they hit: what is looked up here on every call is found by its id. Where there are none there is no
 * such object either, and a call is decided as if there could be none.
 */
export class ActiveStops {
  /** @returns `undefined` where there are none. */
  static from(stops: readonly Stop[]): ActiveStops | undefined {
    return stops.length > 0 ? new ActiveStops(stops) : undefined;
  }

  readonly #byId = new Map<string, Stop>();
  readonly #byKind = new Map<StopKind, Map<string, Stop[]>>(
    STOP_KINDS.map(kind => [kind, new Map()]),
  );

  private constructor(stops: readonly Stop[]) {
    for (const stop of stops) {
      this.#byId.set(stop.id, stop);
      const ofKind = this.#of(stop.kind);
      const key = keyOf(stop);
      ofKind.set(key, [...(ofKind.get(key) ?? []), stop]);
    }
  }

  /** Of who calls: the person, the agent, the client that holds the token. */
  ofCaller(
    principal: Principal,
    clients: readonly string[] | undefined,
    now: number,
  ): Stop | undefined {
    const { userEntityRef, actor } = principal;
    return (
      this.#find('person', userEntityRef, now) ??
      this.#find('agent', userEntityRef, now) ??
      (actor && this.#find(actor.kind, actor.ref, now)) ??
      (clients && this.#first('client', clients, now))
    );
  }

  /** Of a server as a whole: itself, what is approved of it, where that comes from and where it leads. */
  ofServer(
    document: Pick<AccessDocument, 'serverId' | 'approvedRevision'>,
    now: number,
  ): Stop | undefined {
    const { serverId, approvedRevision } = document;
    const stop = this.#find('server', serverId, now);
    if (stop || !approvedRevision) return stop;
    return (
      this.#find('revision', approvedRevision.digest, now) ??
      this.ofOrigins(approvedRevision, now)
    );
  }

  /** Of where something comes from, or leads to. */
  ofOrigins(
    revision: Parameters<typeof originsOf>[0],
    now: number,
  ): Stop | undefined {
    const hosts = this.#of('host');
    const isAsked =
      hosts.size > 0 ||
      this.#of('package').size > 0 ||
      this.#of('publisher').size > 0;
    if (!isAsked) return undefined;
    const origins = originsOf(revision);
    const named =
      this.#first('package', origins.packages, now) ??
      this.#first('publisher', origins.publishers, now);
    if (named) return named;
    for (const [host, stops] of hosts) {
      const stop = inForce(stops, now);
      if (stop && reachesHost(origins, host)) return stop;
    }
    return undefined;
  }

  /** Of a person who has to sign in again before they change anything. */
  ofStepUp(userRef: string, now: number): Stop | undefined {
    return this.#find('step-up', userRef, now);
  }

  /** Whether a stop, by its own id, holds still. */
  holds(id: string, now: number): boolean {
    const stop = this.#byId.get(id);
    return stop !== undefined && inForce([stop], now) !== undefined;
  }

  /** Of one tool of a server. */
  ofTool(serverId: string, tool: string, now: number): Stop | undefined {
    return this.#of('tool').size === 0
      ? undefined
      : this.#find('tool', `${serverId} ${tool}`, now);
  }

  /** Of a grant. */
  ofGrant(grantId: string, now: number): Stop | undefined {
    return this.#find('grant', grantId, now);
  }

  /** Of what a person has linked for a server. */
  ofConnection(
    serverId: string,
    userRef: string,
    now: number,
  ): Stop | undefined {
    return this.#of('connection').size === 0
      ? undefined
      : this.#find('connection', `${serverId} ${userRef}`, now);
  }

  #first(
    kind: StopKind,
    subjects: readonly string[],
    now: number,
  ): Stop | undefined {
    for (const subject of subjects) {
      const stop = this.#find(kind, subject, now);
      if (stop) return stop;
    }
    return undefined;
  }

  #find(kind: StopKind, key: string, now: number): Stop | undefined {
    const ofKind = this.#of(kind);
    return ofKind.size === 0 ? undefined : inForce(ofKind.get(key), now);
  }

  #of(kind: StopKind): Map<string, Stop[]> {
    return this.#byKind.get(kind)!;
  }
}

function keyOf({ serverId, subject, kind }: Stop): string {
  return kind === 'tool' || kind === 'connection'
    ? `${serverId} ${subject}`
    : subject;
}

/** One whose end cannot be read goes on: stopping is the safe side. */
function inForce(
  stops: readonly Stop[] | undefined,
  now: number,
): Stop | undefined {
  return stops?.find(
    ({ endsAt }) => endsAt === undefined || !(Date.parse(endsAt) <= now),
  );
}
