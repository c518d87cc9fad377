import type {
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  type CheckFact,
  describeFinding,
  type GatewayPaths,
  type GatewaySchemas,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { mcpAuditReadPermission } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { AccessDirectory } from '../access/types';
import type { CallReader } from '../service/CallReader';
import { FleetGuard } from '../service/FleetGuard';
import { type PortalCaller, readOwnership } from '../service/PortalCaller';
import { normalizeRef } from '../service/readRef';
import type { CheckSource } from './facts/CheckSource';
import type { ReactionStore } from './reactions/ReactionStore';
import { showReaction } from './reactions/showReaction';
import type { AlertActions } from './store/AlertActions';
import type { AlertStore } from './store/AlertStore';
import type { Alert } from './types';

type Query = NonNullable<GatewayPaths['/alerts']['get']['parameters']['query']>;
type Action =
  GatewayPaths['/alerts/{id}/{action}']['post']['parameters']['path']['action'];

const DEFAULT_LIMIT = 25;

/** Shows alerts to those whom they concern, and takes their word: owners, about their own servers, and those who read the audit, about all. */
export class AlertDesk {
  static create(options: {
    alerts: Pick<AlertStore, 'list' | 'get' | 'historyOf'>;
    actions: Pick<AlertActions, 'act'>;
    calls: Pick<CallReader, 'get'>;
    verdicts: Pick<CheckSource, 'take'>;
    reactions: Pick<ReactionStore, 'of'>;
    directory: Pick<AccessDirectory, 'stops'>;
    clock: () => number;
    userInfo: UserInfoService;
    permissions: PermissionsService;
    config: RootConfigService;
  }) {
    return new AlertDesk(options);
  }

  readonly #options: Parameters<typeof AlertDesk.create>[0];
  readonly #guard: FleetGuard;

  private constructor(options: Parameters<typeof AlertDesk.create>[0]) {
    this.#options = options;
    this.#guard = FleetGuard.create(options);
  }

  async list(
    caller: PortalCaller,
    query: Query,
  ): Promise<GatewaySchemas['AlertPage']> {
    const { state, serverRef, who, ...rest } = query;
    const owners = await this.#ownersFor(caller);
    const { items, nextCursor } = await this.#options.alerts.list({
      ...{ severity: rest.severity, detector: rest.detector },
      ...{ cursor: rest.cursor, limit: rest.limit ?? DEFAULT_LIMIT },
      ...(state && {
        states: state === 'pending' ? ['open', 'acknowledged'] : [state],
      }),
      ...(serverRef && { serverRef: normalizeRef(serverRef, 'api') }),
      ...(who && { who: normalizeRef(who, 'user') }),
      ...(owners && { owners }),
    });
    const shown = await this.#show(items);
    return { items: shown, ...(nextCursor && { nextCursor }) };
  }

  async get(
    caller: PortalCaller,
    id: string,
  ): Promise<GatewaySchemas['AlertDetails']> {
    return await this.#details(await this.#find(caller, id));
  }

  /** A person's word. */
  async act(
    caller: PortalCaller,
    id: string,
    word: { action: Action; reason?: string },
  ): Promise<GatewaySchemas['AlertDetails']> {
    const { action } = word;
    const reason = word.reason?.trim() || undefined;
    const alert = await this.#find(caller, id);
    if (action !== 'acknowledge' && !reason) {
      throw new InputError('Say why: others will look at this again');
    }
    const { userEntityRef: by } = caller;
    if (!(await this.#options.actions.act(alert.id, { action, by, reason }))) {
      throw new ConflictError(
        'The alert is in another state by now; look at it again',
      );
    }
    return await this.#details(await this.#find(caller, id));
  }

  /** What the registry's checks say, for the detectors. */
  async takeVerdicts(facts: readonly CheckFact[]): Promise<void> {
    await this.#options.verdicts.take(facts);
  }

  async #find(caller: PortalCaller, id: string): Promise<Alert> {
    const alert = await this.#options.alerts.get(id);
    const owners = await this.#ownersFor(caller);
    const isShown =
      alert &&
      (!owners || (alert.owner !== undefined && owners.includes(alert.owner)));
    if (!isShown) {
      throw new NotFoundError('There is no such alert, or you may not see it');
    }
    return alert;
  }

  async #details(alert: Alert): Promise<GatewaySchemas['AlertDetails']> {
    const { alerts, calls } = this.#options;
    const records = await Promise.all(alert.calls.map(id => calls.get(id)));
    const [shown] = await this.#show([alert]);
    return {
      alert: shown,
      history: await alerts.historyOf(alert.id),
      grantIds: [...new Set(records.flatMap(call => call?.grantId ?? []))],
    };
  }

  async #show(alerts: readonly Alert[]): Promise<GatewaySchemas['Alert'][]> {
    const done = await this.#options.reactions.of(alerts.map(({ id }) => id));
    const stops = this.#options.directory.stops();
    const now = this.#options.clock();
    const isInForce = (id: string) => stops?.holds(id, now) === true;
    return alerts.map(alert => {
      const reactions = done
        .get(alert.id)
        ?.map(reaction => showReaction(reaction, isInForce));
      return { ...show(alert), ...(reactions && { reactions }) };
    });
  }

  /** `undefined`: they may see every alert. */
  async #ownersFor(caller: PortalCaller): Promise<string[] | undefined> {
    if (await this.#guard.allows(caller, mcpAuditReadPermission)) {
      return undefined;
    }
    return await readOwnership(caller, this.#options.userInfo);
  }
}

function show(alert: Alert): GatewaySchemas['Alert'] {
  const { owner: _, fingerprint: _f, values, calls, ...shown } = alert;
  return {
    ...shown,
    ...{ values: { ...values }, calls: [...calls] },
    text: describeFinding(alert),
  };
}
