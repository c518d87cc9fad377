import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Caller } from '../service/Caller';
import type { ServerRecord } from '../servers/ServerRecord';
import { concerns } from '../servers/ServerVisibility';
import type { StopRules } from './StopRules';
import type { StopAuthority, StopRecord } from './StopStore';

/** Shows a stop: what callers are told to everybody, why and by whom to those concerned. */
export class StopPresenter {
  static create(options: { rules: StopRules }): StopPresenter {
    return new StopPresenter(options.rules);
  }

  readonly #rules: StopRules;

  private constructor(rules: StopRules) {
    this.#rules = rules;
  }

  show(
    caller: Caller,
    stop: StopRecord,
    options: {
      server: ServerRecord | undefined;
      authority: StopAuthority | undefined;
    },
  ): RegistrySchemas['Stop'] {
    const { server, authority } = options;
    const state = this.#rules.stateOf(stop);
    const isActive = state === 'active';
    const obstacle = this.#rules.obstacle(stop, caller, authority);
    const isConcerned =
      authority !== undefined ||
      (server !== undefined && concerns(caller, server));
    return {
      id: stop.id,
      kind: stop.kind,
      state,
      subject: stop.subject,
      ...(server && {
        serverRef: server.serverRef,
        serverTitle: server.display.title,
      }),
      message: stop.message,
      createdAt: stop.createdAt,
      endsAt: stop.endsAt,
      endedAt: stop.endedAt ?? (isOver(state) ? stop.endsAt : undefined),
      sequence: stop.sequence,
      ...(isConcerned && {
        reason: stop.reason,
        createdBy: stop.createdBy,
        actor: stop.actor,
        confirmedBy: stop.confirmedBy,
        authority: stop.authority,
        endedBy: stop.endedBy,
        endReason: stop.endReason,
        ...(stop.rule && {
          rule: {
            ...{ name: stop.rule.name, version: stop.rule.version },
            alertId: stop.rule.alertId,
            ...{ detector: stop.rule.detector, severity: stop.rule.severity },
          },
        }),
      }),
      mayLift: isActive && !obstacle && !caller.actor,
      ...(isActive &&
        authority !== undefined &&
        obstacle && { liftObstacle: obstacle }),
      mayConfirm:
        state === 'proposed' && authority !== undefined && !caller.actor,
    };
  }
}

function isOver(state: StopRecord['state']): boolean {
  return state === 'ended' || state === 'dismissed';
}
