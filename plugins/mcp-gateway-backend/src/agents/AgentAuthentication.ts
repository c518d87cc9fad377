import {
  createLocalJWKSet,
  decodeJwt,
  errors,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import { systemClock, type Clock } from '../access/Clock';
import { CLIENT_ALGORITHMS } from '../authorization-server/CLIENT_ALGORITHMS';
import type { StateStore } from '../authorization-server/StateStore';
import { CompanyProvider } from '../company-tokens/CompanyProvider';
import type { TokenFetch } from '../exchange/createTokenFetch';
import { AgentRefusal } from './AgentRefusal';
import type { AgentClient, AgentSettings } from './types';

/** How long an agent's own word may hold. */
const MAX_LIFE_SECONDS = 5 * 60;
const TOLERANCE_SECONDS = 5;
const MAX_LENGTH = 8 * 1024;
/** Of workload identity tokens: what Kubernetes signs with. */
const WORKLOAD_ALGORITHMS = ['RS256', 'ES256', 'ES384', 'PS256'];

/** Finds out which agent asks for a token: by its own key (RFC 7523 §3), or by the workload identity it runs under. */
export class AgentAuthentication {
  static create(options: {
    settings: AgentSettings;
    /** Whom assertions must be for. */
    issuer: string;
    tokenEndpoint: string;
    state: StateStore;
    fetch: TokenFetch;
    clock?: Clock;
  }): AgentAuthentication {
    return new AgentAuthentication(options);
  }

  readonly #options: Parameters<typeof AgentAuthentication.create>[0];
  readonly #clock: Clock;
  readonly #workloads: ReadonlyMap<
    string,
    { provider: CompanyProvider; audience: string }
  >;

  private constructor(
    options: Parameters<typeof AgentAuthentication.create>[0],
  ) {
    const { settings, fetch, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    this.#workloads = new Map(
      settings.workloadIssuers.map(({ issuer, jwksUri, audience }) => [
        issuer,
        {
          audience,
          provider: CompanyProvider.create({
            settings: {
              ...{ issuer, jwksUri, algorithms: WORKLOAD_ALGORITHMS },
              audiences: [audience],
              user: { claim: 'sub', matches: 'name', namespace: 'default' },
            },
            ...{ fetch, clock },
          }),
        },
      ]),
    );
  }

  /** The agent. Throws an {@link AgentRefusal}. */
  async authenticate(
    assertion: string,
    clientId: string | undefined,
  ): Promise<AgentClient> {
    const { iss } = readClaims(assertion);
    const workload = this.#workloads.get(iss ?? '');
    const agent = workload
      ? await this.#byWorkload(assertion, iss ?? '', workload)
      : await this.#byKey(assertion, iss ?? '');
    if (clientId !== undefined && clientId !== agent.ref) throw unknown();
    return agent;
  }

  async #byKey(assertion: string, ref: string): Promise<AgentClient> {
    const { settings, issuer, tokenEndpoint } = this.#options;
    const agent = settings.clients.find(one => one.ref === ref);
    if (!agent?.jwks) throw unknown();
    try {
      const { payload } = await jwtVerify(
        assertion,
        createLocalJWKSet(agent.jwks),
        {
          // RFC 7523 §3: issuer and subject are the client, the audience is this server.
          ...{ issuer: ref, subject: ref, audience: [issuer, tokenEndpoint] },
          algorithms: [...CLIENT_ALGORITHMS],
          requiredClaims: ['exp', 'iat', 'jti'],
          maxTokenAge: MAX_LIFE_SECONDS,
          clockTolerance: TOLERANCE_SECONDS,
          currentDate: new Date(this.#clock.now()),
        },
      );
      await this.#useOnce(ref, payload);
      return agent;
    } catch (error) {
      if (error instanceof errors.JOSEError) throw unknown();
      throw error;
    }
  }

  /** RFC 7523 §3, item 7: a word that was overheard is worth nothing. */
  async #useOnce(ref: string, { jti, exp = 0 }: JWTPayload): Promise<void> {
    const now = this.#clock.now();
    if (exp * 1000 > now + (MAX_LIFE_SECONDS + TOLERANCE_SECONDS) * 1000) {
      throw unknown();
    }
    const key = { model: 'AgentAssertion', id: `${ref} ${jti}` };
    await this.#options.state.put(key, {}, exp * 1000 + 60_000);
    if (!(await this.#options.state.consume(key, now))) throw unknown();
  }

  async #byWorkload(
    assertion: string,
    issuer: string,
    workload: { provider: CompanyProvider; audience: string },
  ): Promise<AgentClient> {
    const read = await workload.provider.readJwt(assertion);
    if ('why' in read) {
      throw read.why === 'provider-unavailable'
        ? new AgentRefusal('temporarily_unavailable', 'the issuer is away')
        : unknown();
    }
    const { sub: subject, aud = [] } = read.claims;
    const isForUs = [aud].flat().includes(workload.audience);
    const agent = this.#options.settings.clients.find(({ workloads }) =>
      workloads.some(one => one.issuer === issuer && one.subject === subject),
    );
    if (!isForUs || !agent) throw unknown();
    return agent;
  }
}

function readClaims(assertion: string): JWTPayload {
  try {
    if (assertion.length > MAX_LENGTH) throw unknown();
    return decodeJwt(assertion);
  } catch {
    throw unknown();
  }
}

/** RFC 6749 §5.2: why exactly is nobody's business who could not show who they are. */
function unknown(): AgentRefusal {
  return new AgentRefusal('invalid_client', 'client authentication failed');
}
