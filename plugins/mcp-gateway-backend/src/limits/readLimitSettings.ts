import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  callLimitRuleSchema,
  callWeightsSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { DefaultLimits } from './chargesOf';

/** The limits of the configuration. */
export interface LimitSettings {
  /** Where an owner has set none. */
  defaults: DefaultLimits;
  /** Of one person to all servers together, for messages that cost no server anything. */
  messages: { calls: number; perSeconds: number };
}

const PATH = 'mcpGateway.limits';

/** Reads `mcpGateway.limits.calls` and its neighbours, within the bounds that owners have too. */
export function readLimitSettings(config: RootConfigService): LimitSettings {
  const number = (name: string, fallback: number) =>
    config.getOptionalNumber(`${PATH}.${name}`) ?? fallback;
  const amount = (name: string, fallback: number) => {
    const read = callLimitRuleSchema.safeParse({
      scope: 'server',
      calls: number(`${name}.calls`, fallback),
      perSeconds: number(`${name}.perSeconds`, 60),
    });
    if (!read.success) throw wrong(name, read.error);
    const { calls, perSeconds } = read.data;
    return { calls, perSeconds };
  };
  const weights = callWeightsSchema.safeParse({
    changes: number('weights.changes', 2),
    destroys: number('weights.destroys', 5),
  });
  if (!weights.success) throw wrong('weights', weights.error);
  return {
    defaults: { perPerson: amount('calls', 1_200), weights: weights.data },
    messages: amount('messages', 6_000),
  };
}

function wrong(name: string, error: Error) {
  return new InputError(`${PATH}.${name} is not a limit`, error);
}
