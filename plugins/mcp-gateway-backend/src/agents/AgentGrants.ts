import { systemClock, type Clock } from '../access/Clock';
import { serverOfResource } from '../authorization-server/serverOfResource';
import { ALL_SERVERS } from '../edge/endpoints';
import type { AgentTokens } from '../tokens/AgentTokens';
import type { TokenVerifier } from '../tokens/types';
import type { AgentAuthentication } from './AgentAuthentication';
import type { AgentDirectory } from './AgentDirectory';
import { AgentRefusal } from './AgentRefusal';
import type { AgentStore } from './AgentStore';
import { standingOf } from './standingOf';
import type { AgentClient, AgentSettings } from './types';

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

/** The grants of agents at the token endpoint: under their own name, and for a person who lets them. */
export class AgentGrants {
  static create(options: {
    settings: AgentSettings;
    /** The gateway's public address. */
    publicUrl: string;
    authentication: AgentAuthentication;
    directory: AgentDirectory;
    store: AgentStore;
    tokens: AgentTokens;
    /** Checks tokens of people. */
    verifier: TokenVerifier;
    clock?: Clock;
  }): AgentGrants {
    return new AgentGrants(options);
  }

  readonly #options: Parameters<typeof AgentGrants.create>[0];
  readonly #clock: Clock;

  private constructor(options: Parameters<typeof AgentGrants.create>[0]) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** For the metadata. */
  get grantTypes(): string[] {
    return this.#options.settings.mayActForPeople
      ? ['client_credentials', EXCHANGE]
      : ['client_credentials'];
  }

  /** Whether a request is one for an agent's token: everything else is the library's. */
  takes(form: URLSearchParams): boolean {
    return this.grantTypes.includes(form.get('grant_type') ?? '');
  }

  /** The body of the answer. Throws an {@link AgentRefusal}. */
  async answer(form: URLSearchParams): Promise<object> {
    checkOnce(form);
    const agent = await this.#authenticate(form);
    await this.#checkState(agent);
    const endpoint = form.get('resource') ?? '';
    const serverRef = serverOfResource(endpoint, this.#options.publicUrl);
    if (serverRef === undefined) {
      throw new AgentRefusal(
        'invalid_target',
        'resource must be an MCP endpoint of this gateway',
      );
    }
    const target = { endpoint, serverRef };
    const isExchange = form.get('grant_type') === EXCHANGE;
    const issued = isExchange
      ? await this.#exchange(agent, target, form)
      : await this.#issue(agent, agent.ref, target);
    await this.#options.store.see(agent.ref, this.#clock.now());
    return {
      access_token: issued.token,
      token_type: 'Bearer',
      expires_in: Math.floor((issued.expiresAt - this.#clock.now()) / 1000),
      scope: 'mcp',
      ...(isExchange && { issued_token_type: ACCESS_TOKEN }),
    };
  }

  async #authenticate(form: URLSearchParams): Promise<AgentClient> {
    const assertion = form.get('client_assertion');
    if (!assertion || form.get('client_assertion_type') !== ASSERTION) {
      throw new AgentRefusal('invalid_client', 'client_assertion is missing');
    }
    return await this.#options.authentication.authenticate(
      assertion,
      form.get('client_id') ?? undefined,
    );
  }

  async #checkState({ ref }: AgentClient): Promise<void> {
    const { directory, store, settings } = this.#options;
    const now = this.#clock.now();
    const state = await standingOf(ref, { directory, store, settings, now });
    if (state.kind === 'suspended') {
      throw new AgentRefusal('unauthorized_client', state.why);
    }
  }

  /** RFC 8693: the agent shows the person's token, and gets one that says both. It opens no more than the one shown. */
  async #exchange(
    agent: AgentClient,
    target: { endpoint: string; serverRef: string },
    form: URLSearchParams,
  ) {
    const { verifier, publicUrl, store } = this.#options;
    const token = form.get('subject_token') ?? '';
    if (form.get('subject_token_type') !== ACCESS_TOKEN || !token) {
      throw new AgentRefusal(
        'invalid_request',
        'subject_token must be an access token',
      );
    }
    const own = await verifier.verify(token, target.endpoint);
    const verdict = own.ok
      ? own
      : await verifier.verify(token, `${publicUrl}/mcp`);
    // A token of an agent is no person's: chains have one link.
    if (!verdict.ok || verdict.actor) {
      throw new AgentRefusal('invalid_request', 'subject_token is not valid');
    }
    const who = { user_ref: verdict.userEntityRef, agent_ref: agent.ref };
    if (!(await store.mayActFor(who, this.#clock.now()))) {
      throw new AgentRefusal(
        'invalid_grant',
        'the person has not allowed this agent to act for them',
      );
    }
    return await this.#issue(
      agent,
      verdict.userEntityRef,
      target,
      verdict.expiresAt,
    );
  }

  async #issue(
    agent: AgentClient,
    userEntityRef: string,
    target: { endpoint: string; serverRef: string },
    notAfter = Number.POSITIVE_INFINITY,
  ) {
    if (target.serverRef === ALL_SERVERS && userEntityRef !== agent.ref) {
      throw new AgentRefusal(
        'invalid_target',
        'for a person, ask for one server at a time',
      );
    }
    const until = this.#clock.now() + this.#options.settings.tokenMs;
    return await this.#options.tokens.create({
      ...target,
      userEntityRef,
      actorRef: agent.ref,
      expiresAt: Math.min(until, notAfter),
    });
  }
}

/** RFC 6749 §3.2: no parameter twice, so that nothing is read in two ways. */
function checkOnce(form: URLSearchParams): void {
  const names = [...form.keys()];
  if (new Set(names).size !== names.length) {
    throw new AgentRefusal('invalid_request', 'a parameter stands there twice');
  }
}
