import type { JsonObject } from '@backstage/types';
import type { Call } from '../pipeline/types';
import { isObject } from '../rewrite/isObject';

const WITH_ARGUMENTS = new Set(['tools/call', 'prompts/get']);

/** Where the arguments of a method stand in its parameters. */
export interface GuardedArguments {
  value: JsonObject;
  /** The parameters with other arguments in the place of these. */
  replace(value: object): object;
}

/**
 * What guards look at: the arguments of a tool or a prompt; of other requests that reach what the server has, all
 * parameters. Listings and what keeps a session going carry nothing of a person's.
 */
export function argumentsOf(call: Call): GuardedArguments | undefined {
  const { message, action } = call;
  if (message?.kind !== 'request') return undefined;
  if (!action || action.kind === 'session' || action.kind === 'list') {
    return undefined;
  }
  const { params = {} } = message;
  const { _meta, ...rest } = params;
  if (!WITH_ARGUMENTS.has(message.method)) {
    return {
      value: structuredClone(rest) as JsonObject,
      replace: value => ({ ...value, ...(_meta !== undefined && { _meta }) }),
    };
  }
  const value = isObject(params.arguments) ? params.arguments : {};
  return {
    value: structuredClone(value) as JsonObject,
    replace: changed => ({ ...params, arguments: changed }),
  };
}
