import { randomBytes } from 'node:crypto';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { z } from 'zod';
import type { Clock } from '../access/Clock';
import type { AccessDirectory, MembershipResolver } from '../access/types';
import { ALL_SERVERS } from '../edge/endpoints';
import type { UseDecisions } from '../permissions/UseDecisions';
import type { PoliciesInForce } from '../pipeline/policies/CompanyPolicies';
import { type AskedServer, askedServers } from './askedServers';
import type { AuthorizationServer } from './AuthorizationServer';
import type { ClientInfo } from './ClientInfo';
import { PATHS } from './paths';
import { type RedirectTarget, redirectTarget } from './redirectTarget';
import { serverOfResource } from './serverOfResource';

/** From the decision to the gateway the browser needs no longer than this. */
const TICKET_MS = 60_000;
const MODEL = 'Interaction';
const GONE = 'This sign-in has ended. Start again from your app.';

const interactionSchema = z.object({
  exp: z.number(),
  result: z.undefined().optional(),
  params: z.object({
    client_id: z.string(),
    redirect_uri: z.string(),
    resource: z.string(),
    scope: z.string(),
  }),
});

/** What an MCP client asks a person for. */
export interface InteractionInfo extends RedirectTarget {
  id: string;
  client: ClientInfo;
  redirectUri: string;
  resource: string;
  servers: AskedServer[];
  /** How many there are beside them. */
  moreServers: number;
  scopes: string[];
  expiresAt: string;
}

/** The portal's side of an authorization: what is asked, and what the signed-in person says. */
export class Interactions {
  static create(options: {
    server: AuthorizationServer;
    directory: Pick<AccessDirectory, 'get' | 'refs'>;
    membership: MembershipResolver;
    decisions: Pick<UseDecisions, 'of'>;
    policies: PoliciesInForce;
    clock: Clock;
  }): Interactions {
    return new Interactions(options);
  }

  readonly #options: Parameters<typeof Interactions.create>[0];

  private constructor(options: Parameters<typeof Interactions.create>[0]) {
    this.#options = options;
  }

  async read(id: string, userEntityRef: string): Promise<InteractionInfo> {
    const { params, expiresAt, serverRef } = await this.#find(
      id,
      userEntityRef,
    );
    const client = await this.#options.server.describe(params.client_id);
    if (!client) throw new NotFoundError(GONE);
    const { directory, membership, decisions, policies, clock } = this.#options;
    return {
      id,
      client,
      redirectUri: params.redirect_uri,
      ...redirectTarget(params.redirect_uri),
      resource: params.resource,
      ...askedServers({
        ...{ directory, policies },
        ...(serverRef !== ALL_SERVERS && { serverRef }),
        principal: await membership.resolve(userEntityRef),
        permission: await decisions.of(userEntityRef),
        now: clock.now(),
      }),
      scopes: params.scope.split(' '),
      expiresAt: new Date(expiresAt).toISOString(),
    };
  }

  /** Which server (or all of them) it is about. */
  async serverOf(id: string, userEntityRef: string): Promise<string> {
    return (await this.#find(id, userEntityRef)).serverRef;
  }

  /** Keeps the decision until the browser that began comes for it. Nobody is signed in by this, and nothing is allowed yet. */
  async decide(options: {
    id: string;
    userEntityRef: string;
    decision: 'allow' | 'deny';
    catalogRead?: string;
  }): Promise<{ redirectTo: string }> {
    const { id, userEntityRef, decision, catalogRead } = options;
    const { server, clock } = this.#options;
    const { serverRef } = await this.#find(id, userEntityRef);
    const ticket = randomBytes(32).toString('base64url');
    const isKept = await server.tickets.put({
      interactionId: id,
      ticket,
      row: {
        user_ref: userEntityRef,
        decision,
        server_ref: serverRef,
        catalog_read: catalogRead ?? null,
        expires_at: clock.now() + TICKET_MS,
      },
    });
    if (!isKept) throw new ConflictError(GONE);
    const url = new URL(`${PATHS.consent}/${id}`, server.issuer);
    url.searchParams.set('ticket', ticket);
    return { redirectTo: url.href };
  }

  async #find(id: string, userEntityRef: string) {
    const { server, clock } = this.#options;
    const found = await server.state.find({ model: MODEL, id }, clock.now());
    const read = interactionSchema.safeParse(found);
    if (!read.success) throw new NotFoundError(GONE);
    const { params, exp } = read.data;
    const serverRef = serverOfResource(params.resource, server.issuer);
    const decider = await server.tickets.deciderOf(id);
    const isSomebodyElses = decider !== undefined && decider !== userEntityRef;
    if (serverRef === undefined || isSomebodyElses) {
      throw new NotFoundError(GONE);
    }
    return { params, expiresAt: exp * 1000, serverRef };
  }
}
