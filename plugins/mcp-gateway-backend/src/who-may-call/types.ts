import type {
  DecisionReason,
  GatewaySchemas,
  PermissionEvaluator,
  Principal,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Somebody who may call, as the gateway would take them. */
export interface FoundPrincipal {
  readonly info: GatewaySchemas['CallPrincipal'];
  readonly principal: Principal;
  /** What the portal's permissions say of them. */
  readonly permission: PermissionEvaluator;
  /** No call of theirs gets as far as a decision: they are refused for this before. */
  readonly refusal?: DecisionReason;
}

/** Of which servers somebody may ask who calls what. */
export type AskScope =
  /** About oneself: what one may know of. What one owns is seen whole. */
  | { readonly kind: 'own'; readonly owners: readonly string[] }
  /** About others: the servers that one owns. */
  | { readonly kind: 'owned'; readonly owners: readonly string[] }
  | { readonly kind: 'all' };
