import { randomBytes } from 'node:crypto';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { holdsGrant } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { z } from 'zod';
import type { Clock } from '../access/Clock';
import type { AccessDirectory, MembershipResolver } from '../access/types';
import { ALL_SERVERS } from '../edge/endpoints';
import { permits } from '../permissions/permits';
import type { UseDecisions } from '../permissions/UseDecisions';
import type { AuthorizationServer } from './AuthorizationServer';
import { isLoopback } from './checkRedirectUri';
import type { ClientInfo } from './ClientInfo';
import { PATHS } from './paths';
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
export interface InteractionInfo {
  id: string;
  client: ClientInfo;
  redirectUri: string;
  redirectHost: string;
  isLoopbackRedirect: boolean;
  resource: string;
  servers: { serverRef: string; title?: string; mayUse: boolean }[];
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
    const redirect = new URL(params.redirect_uri);
    return {
      id,
      client,
      redirectUri: params.redirect_uri,
      redirectHost: redirect.host || redirect.protocol.slice(0, -1),
      isLoopbackRedirect: isLoopback(redirect),
      resource: params.resource,
      servers: await this.#servers(serverRef, userEntityRef),
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

  /** Of all servers, those that the person may use: whether there are others is not for this page to say. */
  async #servers(serverRef: string, userEntityRef: string) {
    const { directory, membership, decisions, clock } = this.#options;
    const principal = await membership.resolve(userEntityRef);
    const permission = await decisions.of(userEntityRef);
    const isAll = serverRef === ALL_SERVERS;
    return (isAll ? directory.refs() : [serverRef])
      .map(ref => {
        const document = directory.get(ref);
        const mayUse =
          principal !== undefined &&
          document?.status === 'active' &&
          holdsGrant(document, principal, clock.now()) &&
          permits(permission, document);
        return {
          serverRef: ref,
          // Who holds no grant learns no more than the address that they came with.
          ...(mayUse && { title: document?.title }),
          mayUse,
        };
      })
      .filter(({ mayUse }) => mayUse || !isAll)
      .sort((one, other) => one.serverRef.localeCompare(other.serverRef));
  }
}
