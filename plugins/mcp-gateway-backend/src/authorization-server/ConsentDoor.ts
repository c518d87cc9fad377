import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import type { Clock } from '../access/Clock';
import { browserFamily } from './browserFamily';
import type { Consents } from './Consents';
import type { KnownClients } from './KnownClients';
import { messagePage } from './messagePage';
import { PATHS } from './paths';
import { redirectTarget } from './redirectTarget';
import { SCOPE } from './scope';
import type { StateStore } from './StateStore';
import type { TicketRow, TicketStore } from './TicketStore';

const PATH = new RegExp(`^${PATHS.consent}/([\\w-]{1,64})$`);
/** After its newest consent a client that registered itself is kept for so long, beyond the consent's own end. */
const CLIENT_KEPT_MS = 24 * 60 * 60_000;

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/**
 * Between an app's request and the portal, on the gateway's origin. What a person decided in the portal comes back as a
 * ticket, and holds only where the ticket meets the cookie of the browser that began (C7): whoever sends somebody else
 * a link gets nothing for it.
 */
export class ConsentDoor {
  static create(options: {
    provider: Provider;
    portalUrl: string;
    state: StateStore;
    tickets: TicketStore;
    consents: Consents;
    clients: KnownClients;
    consentSeconds: number;
    clock: Clock;
  }): ConsentDoor {
    return new ConsentDoor(options);
  }

  readonly #options: Parameters<typeof ConsentDoor.create>[0];

  private constructor(options: Parameters<typeof ConsentDoor.create>[0]) {
    this.#options = options;
  }

  readonly middleware = async (
    ctx: KoaContextWithOIDC,
    next: () => Promise<void>,
  ): Promise<void> => {
    const id = PATH.exec(ctx.path)?.[1];
    if (id === undefined) {
      await next();
    } else if (ctx.method !== 'GET') {
      ctx.set('Allow', 'GET');
      ctx.status = 405;
    } else {
      await this.#enter(ctx, id);
    }
  };

  async #enter(ctx: KoaContextWithOIDC, id: string): Promise<void> {
    const { portalUrl, tickets, state, clock } = this.#options;
    const { ticket } = ctx.query;
    const interaction = await this.#begunHere(ctx, id);
    if (typeof ticket !== 'string') {
      if (interaction) redirect(ctx, `${portalUrl}/mcp/consent/${id}`);
      else refuse(ctx);
      return;
    }
    const spent = await tickets.spend(
      { interactionId: id, ticket },
      clock.now(),
    );
    if (interaction && spent) {
      redirect(ctx, await this.#decided(ctx, interaction, spent));
      return;
    }
    // Decided by somebody in another browser than began: neither of them gets any further.
    if (spent) await state.destroy({ model: 'Interaction', id });
    refuse(ctx);
  }

  /** The interaction, if this browser began it. */
  async #begunHere(
    ctx: KoaContextWithOIDC,
    id: string,
  ): Promise<Interaction | undefined> {
    try {
      const { provider } = this.#options;
      const found = await provider.interactionDetails(ctx.req, ctx.res);
      return found.uid === id && !found.result ? found : undefined;
    } catch (error) {
      if (error instanceof errors.SessionNotFound) return undefined;
      throw error;
    }
  }

  /** Attaches what was decided. Returns the way back into the library, and from there to the client. */
  async #decided(
    ctx: KoaContextWithOIDC,
    interaction: Interaction,
    spent: TicketRow,
  ): Promise<string> {
    const { provider } = this.#options;
    const result =
      spent.decision === 'allow'
        ? {
            login: { accountId: spent.user_ref, remember: false },
            consent: { grantId: await this.#grant(ctx, interaction, spent) },
          }
        : {
            error: 'access_denied',
            error_description: 'the person said no',
          };
    return await provider.interactionResult(ctx.req, ctx.res, result, {
      mergeWithLastSubmission: false,
    });
  }

  async #grant(
    ctx: KoaContextWithOIDC,
    interaction: Interaction,
    spent: TicketRow,
  ): Promise<string> {
    const { provider, consents, clients, state, consentSeconds, clock } =
      this.#options;
    const {
      client_id: clientId,
      redirect_uri: redirectUri,
      resource,
    } = interaction.params;
    const client = await provider.Client.find(String(clientId));
    if (!client) throw new errors.InvalidClient('the client is gone');
    const grant = new provider.Grant({
      accountId: spent.user_ref,
      clientId: client.clientId,
    });
    grant.addResourceScope(String(resource), SCOPE);
    const grantId = await grant.save();
    const expiresAt = clock.now() + consentSeconds * 1000;
    await consents.begin({
      grantId,
      userEntityRef: spent.user_ref,
      client: clients.describe(client),
      resource: String(resource),
      serverRef: spent.server_ref,
      catalogRead: spent.catalog_read,
      redirect: redirectTarget(String(redirectUri)),
      // This one began and is here now, so it is the one that the person decided in.
      from: browserFamily(ctx.get('user-agent')),
      expiresAt,
    });
    await state.extend(
      { model: 'Client', id: client.clientId },
      expiresAt + CLIENT_KEPT_MS,
    );
    return grantId;
  }
}

function redirect(ctx: KoaContextWithOIDC, address: string): void {
  ctx.status = 303;
  ctx.redirect(address);
}

function refuse(ctx: KoaContextWithOIDC): void {
  ctx.status = 400;
  ctx.type = 'html';
  ctx.body = messagePage({
    title: 'Start again from your app',
    text: 'This sign-in has ended, or it was begun in another browser.',
    hint: 'Nothing was allowed. If somebody sent you this link, do not use it, and tell your security team.',
  });
}
