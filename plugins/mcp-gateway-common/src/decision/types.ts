import type { AccessDocument, AccessGrant } from '../access/accessDocument';
import type { ActiveStops } from '../stops/ActiveStops';
import type { PermissionEvaluator } from './PermissionEvaluator';
import type {
  PolicyArguments,
  PolicyEvaluator,
  PolicyItem,
} from './PolicyEvaluator';
import type { DecisionReason } from './reasons';

/** Who a call is attributed to. */
export interface Principal {
  /** `user:<namespace>/<name>` */
  userEntityRef: string;
  /** The user and the groups that they belong to, as entity refs. */
  ownershipEntityRefs: readonly string[];
  /** Who calls, where it is not the person: an agent under its own name, or one that acts for them (`act`, RFC 8693 §4.1). */
  actor?: CallActor;
}

/** Who makes a call in somebody's name. */
export interface CallActor {
  /** The agent's entity ref, or the client's id. */
  ref: string;
  kind: 'agent' | 'client';
}

/** What the call wants to do, from the gateway's closed table of methods. */
export type CallAction =
  /** Session set-up and keep-alive: needs any grant on the server. */
  | { kind: 'session'; method: string }
  /** Listing: needs any grant; the result is filtered item by item. */
  | { kind: 'list'; method: string }
  /** Calling one tool. */
  | { kind: 'tool'; method: string; tool: string }
  /** Following a task that a tool has begun: decided as that tool. Without a tool it is nobody's task. */
  | { kind: 'task'; method: string; tool?: string }
  /** Everything that is not a tool (resources, prompts, completion): needs a grant for all tools. */
  | { kind: 'other'; method: string };

/** How well this replica follows the registry. */
export type FeedState = 'current' | 'behind' | 'lost';

/** Everything that `decide()` looks at. */
export interface DecisionInput {
  document: AccessDocument | undefined;
  principal: Principal;
  action: CallAction;
  feed: FeedState;
  /** Milliseconds since the epoch. */
  now: number;
  /** What the portal's permission policy said about who calls; without it the layer is not there. */
  permission?: PermissionEvaluator;
  /** The company's policies; without them grants decide alone. */
  policies?: {
    evaluator: PolicyEvaluator;
    arguments: PolicyArguments;
    /** What an action of kind `other` is about: nothing where it is a list. */
    items?: readonly PolicyItem[];
  };
  /** What was stopped; absent where nothing is. */
  stops?: ActiveStops;
  /** The client that calls, by each name that a stop may know it by. */
  clients?: readonly string[];
}

/** One layer's word. */
export interface TraceEntry {
  /** `visibility`: the person may not know of the server; its detail is what they were not told. `guard`: a call guard's. */
  layer:
    | 'feed'
    | 'stop'
    | 'server'
    | 'revision'
    | 'tool'
    | 'permission'
    | 'grant'
    | 'policy'
    | 'visibility'
    | 'guard';
  /** `observe`: said, but not enforced. */
  outcome: 'pass' | 'deny' | 'skip' | 'observe';
  /** What a layer of `decide()` refused for. Calls that were recorded before this was kept lack it. */
  reason?: DecisionReason;
  detail?: string;
}

/** The answer and how it came about. */
export interface Decision {
  effect: 'allow' | 'deny';
  reason: DecisionReason;
  trace: readonly TraceEntry[];
  grantId?: string;
  /** What kind of grant covers it, where that is no ordinary one. */
  grantKind?: AccessGrant['kind'];
  revisionDigest?: string;
  /** The call may change something at the server: its intent is recorded before it is forwarded. */
  changesState: boolean;
  /** The stop that it was refused by. */
  stop?: { readonly id: string; readonly message?: string };
}
