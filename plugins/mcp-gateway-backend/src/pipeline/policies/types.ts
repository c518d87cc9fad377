import type {
  CedarValueJson,
  PolicyJson,
  TypeAndId,
} from '@cedar-policy/cedar-wasm/nodejs';

/** `observe`: decided and recorded, never enforced. */
export type PolicyMode = 'observe' | 'enforce';

/** Some policies in one text: a file as it lies in Git, or one that was written in the portal. */
export interface PolicySource {
  /** Its name, for people. */
  readonly name: string;
  readonly text: string;
  /** Said beside the text, for all that is in it; else each of them says it (`@mode`). */
  readonly mode?: PolicyMode;
}

/** What of a request the conditions of a policy read. */
export interface PolicyReads {
  /** Names of attributes, of whatever it is. */
  readonly attributes: ReadonlySet<string>;
  /** Entities that something may be `in`, by key; `all`: which ones is known only when it is evaluated. */
  readonly ancestors: ReadonlySet<string> | 'all';
  /** Who exactly calls matters, or what exactly is called. */
  readonly principalId: boolean;
  readonly resourceId: boolean;
  /** More than the context is read. */
  readonly entities: boolean;
  /** It depends on the arguments of the call. */
  readonly arguments: boolean;
}

/** The conditions of a policy, without its scope: policies that say the same share them. */
export interface PolicyBody {
  readonly name: string;
  readonly json: PolicyJson;
  /** The same for arguments that are not known yet: whatever asks for one cannot be evaluated. */
  readonly withoutArguments: PolicyJson;
  readonly reads: PolicyReads;
  /** What is certain without the engine. */
  readonly quick: (request: CedarRequest) => Outcome | undefined;
}

/** What the conditions say of a request. `open`: that depends on arguments that are not known. */
export type Outcome = 'holds' | 'fails' | 'open' | { readonly error: string };

/** A policy that was read, checked and understood. */
export interface CompiledPolicy {
  readonly id: string;
  /** The name of the source that it is in. */
  readonly source: string;
  readonly mode: PolicyMode;
  readonly effect: 'permit' | 'forbid';
  readonly json: PolicyJson;
  /** Absent where the scope says it all. */
  readonly body?: PolicyBody;
}

/** One request in ToolHive's vocabulary. */
export interface CedarRequest {
  readonly principal: CedarEntity;
  readonly action: TypeAndId;
  readonly resource: CedarEntity;
  readonly context: Readonly<Record<string, CedarValueJson>>;
  readonly hasArguments: boolean;
}

/** An entity with what is known of it. */
export interface CedarEntity {
  readonly uid: TypeAndId;
  readonly attributes: Readonly<Record<string, CedarValueJson>>;
  readonly parents: readonly TypeAndId[];
}

/** What a number of policies say together. */
export interface Findings {
  readonly permits: readonly string[];
  readonly forbids: readonly string[];
  readonly errors: readonly { policyId: string; message: string }[];
  /** Those that depend on arguments that are not known. */
  readonly open: readonly string[];
}
