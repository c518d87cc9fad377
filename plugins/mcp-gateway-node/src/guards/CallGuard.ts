import type { JsonObject } from '@backstage/types';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';

/**
 * What a guard may know of a server when it says whether it applies.
 *
 * @public
 */
export type GuardedServer = Readonly<
  Pick<
    AccessDocument,
    | 'serverId'
    | 'serverRef'
    | 'title'
    | 'owner'
    | 'riskTier'
    | 'dataClassification'
  >
>;

/**
 * What a guard is told of a call, whatever it looks at.
 *
 * @public
 */
export interface GuardContext {
  server: GuardedServer;
  /** The MCP method; absent where an answer comes by a resumed stream that does not say what it answers. */
  method?: string;
  /** The tool that is called, where one is. */
  tool?: string;
  /** The person for whom the call is made. */
  userEntityRef: string;
  /** The request id of the gateway: what support asks for. */
  requestId: string;
  /** Aborted when the guard's time is over: its answer is of no use any more. */
  signal: AbortSignal;
}

/**
 * The arguments of a call that was allowed, before it is sent.
 *
 * @public
 */
export interface ArgumentsContext extends GuardContext {
  /** Those of the tool or prompt; of other methods all parameters but `_meta`. A copy: changing it changes nothing. */
  arguments: JsonObject;
}

/**
 * The result of a call, before the client gets it.
 *
 * @public
 */
export interface ResultContext extends GuardContext {
  /** `error`: the server answered with a JSON-RPC error, and `result` is its error object. */
  kind: 'result' | 'error';
  /** A copy: changing it changes nothing. */
  result: JsonObject;
}

/**
 * What a guard says of arguments. What it puts in their place is decided again before it is sent.
 *
 * @public
 */
export type ArgumentsVerdict =
  | { kind: 'pass' }
  | { kind: 'replace'; arguments: JsonObject }
  | {
      kind: 'refuse';
      /** Why, for the person who called: one or two sentences. */
      text: string;
    };

/**
 * What a guard says of a result.
 *
 * @public
 */
export type ResultVerdict =
  | { kind: 'pass' }
  | { kind: 'replace'; result: JsonObject }
  | {
      kind: 'refuse';
      /** Why, for the person who called. */
      text: string;
    }
  | {
      kind: 'mark';
      /** What whoever reads the result should know of it, people and models. */
      text: string;
    };

/**
 * Looks at the arguments and results of calls, and lets them pass, changes, marks or refuses them.
 *
 * A guard that throws, takes too long or answers with something else refuses the call. It may be asked many times at
 * once, and keeps nothing of what it sees.
 *
 * @public
 */
export interface CallGuard {
  /** Unique among all guards: small letters, digits and `-`. Stands in refusals and in the record of a call. */
  readonly id: string;
  /** Whether calls to a server pass this guard. Asked again when the server changes; it should not wait for anything. */
  appliesTo(server: GuardedServer): boolean;
  /** Looks at arguments. Without it arguments pass. */
  onArguments?(context: ArgumentsContext): Promise<ArgumentsVerdict>;
  /** Looks at results: servers to which it applies have their results held until it has answered. Without it results stream. */
  onResult?(context: ResultContext): Promise<ResultVerdict>;
}
