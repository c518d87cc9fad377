import type {
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, stringifyError, toError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mcpServerUsePermission } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Clock } from '../access/Clock';
import { within } from '../access/within';
import type { PortalCaller } from '../service/PortalCaller';
import { MAX_DECISION_LENGTH } from './MAX_DECISION_LENGTH';
import { readDecision } from './readDecision';
import type { UseDecisions } from './UseDecisions';
import type { UseDecisionStore } from './UseDecisionStore';

/** Kept for longer than anything lives that a person can hold: personal access tokens, a year at most. */
const KEPT_MS = 400 * 24 * 60 * 60_000;
/** A page does not wait longer for what it does not show. */
const REFRESH_MS = 2_000;
const TOO_LONG = JSON.stringify({
  result: AuthorizeResult.DENY,
  isTooLong: true,
});

/**
 * The portal's side of `mcp.server.use`: asks the permission framework while the person's own credentials are there, and
 * keeps its decision for their calls (ADR 0027).
 */
export class UseDecisionDesk {
  static create(options: {
    permissions: Pick<PermissionsService, 'authorizeConditional'>;
    store: Pick<UseDecisionStore, 'put' | 'deleteAskedBefore'>;
    decisions: Pick<UseDecisions, 'take'>;
    /** `permission.enabled`: where it is off, everybody would be allowed everything, and that is not worth keeping. */
    isOn: boolean;
    clock: Clock;
    logger: LoggerService;
  }): UseDecisionDesk {
    return new UseDecisionDesk(options);
  }

  readonly #options: Parameters<typeof UseDecisionDesk.create>[0];
  /** A page asks for several lists at once. */
  readonly #refreshing = new Map<string, Promise<void>>();

  private constructor(options: Parameters<typeof UseDecisionDesk.create>[0]) {
    this.#options = options;
  }

  /**
   * Asks and keeps, before somebody gets something that calls can be made with. Throws where no server could be used with
   * it at all.
   */
  async keep(caller: PortalCaller): Promise<void> {
    const decision = await this.#ask(caller);
    if (decision === undefined) return;
    if (decision === TOO_LONG) {
      throw new NotAllowedError(
        `The portal's permissions say more about your use of MCP servers than the gateway keeps (${MAX_DECISION_LENGTH} characters), so you can use none. Ask whoever looks after the portal for shorter conditions on mcp.server.use.`,
      );
    }
    if (kindOf(decision) === 'deny') {
      throw new NotAllowedError(
        "The portal's permissions do not let you use MCP servers.",
      );
    }
  }

  /**
   * Asks again because the person uses the portal anyway, so that what they hold for long is decided by what holds now.
   * Never throws, and nothing that acts for them is asked about.
   */
  async refresh(caller: PortalCaller): Promise<void> {
    if (caller.credentials.principal.actor) return;
    const { userEntityRef } = caller;
    let refreshing = this.#refreshing.get(userEntityRef);
    if (!refreshing) {
      refreshing = this.#refresh(caller).finally(() =>
        this.#refreshing.delete(userEntityRef),
      );
      this.#refreshing.set(userEntityRef, refreshing);
    }
    await refreshing;
  }

  async cleanUp(): Promise<void> {
    const { store, clock } = this.#options;
    await store.deleteAskedBefore(clock.now() - KEPT_MS);
  }

  async #refresh(caller: PortalCaller): Promise<void> {
    try {
      await within(this.#ask(caller), REFRESH_MS);
    } catch (error) {
      this.#options.logger.warn(
        `The portal's permissions for ${
          caller.userEntityRef
        } could not be asked again; what they said before goes on: ${stringifyError(
          error,
        )}`,
      );
    }
  }

  async #ask(caller: PortalCaller): Promise<string | undefined> {
    const { permissions, store, decisions, isOn, clock } = this.#options;
    if (!isOn) return undefined;
    const { credentials, userEntityRef: userRef } = caller;
    // It is as old as the question.
    const askedAt = clock.now();
    const [said] = await permissions.authorizeConditional(
      [{ permission: mcpServerUsePermission }],
      { credentials },
    );
    const text = JSON.stringify(said);
    const decision = text.length <= MAX_DECISION_LENGTH ? text : TOO_LONG;
    decisions.take(await store.put({ userRef, decision, askedAt }));
    return decision;
  }
}

/** Throws where it cannot be evaluated, and says why. */
function kindOf(decision: string) {
  try {
    return readDecision(decision).kind;
  } catch (error) {
    throw new NotAllowedError(
      `The portal's permissions about your use of MCP servers cannot be evaluated by the gateway, so you can use none: ${
        toError(error).message
      }. Tell whoever looks after the portal.`,
    );
  }
}
