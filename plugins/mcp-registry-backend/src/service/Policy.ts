import type {
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type BasicPermission,
  type PermissionCriteria,
  type PolicyDecision,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
} from '@backstage/plugin-permission-node';
import {
  type McpAccessRequestFilter,
  type McpAccessRequestResource,
  mcpAccessRequestResourceRef,
  type McpServerFilter,
  mcpServerResourceRef,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import type { ServerRecord } from '../servers/ServerRecord';
import type { Caller } from './Caller';
import { registryError } from './registryError';
import { toServerResource } from './toServerResource';

/** What a policy lets somebody list: everything, nothing, or what fits its conditions. */
export type Allowed<Filter> =
  | { kind: 'all' }
  | { kind: 'none' }
  | { kind: 'some'; criteria: PermissionCriteria<Filter> };

/** Asks the portal's permission policy. It comes on top of the registry's own rules and never loosens them. */
export class Policy {
  static create(options: {
    permissions: PermissionsService;
    permissionsRegistry: PermissionsRegistryService;
  }): Policy {
    return new Policy(options.permissions, options.permissionsRegistry);
  }

  readonly #permissions: PermissionsService;
  readonly #registry: PermissionsRegistryService;

  private constructor(
    permissions: PermissionsService,
    registry: PermissionsRegistryService,
  ) {
    this.#permissions = permissions;
    this.#registry = registry;
  }

  async allows(caller: Caller, permission: BasicPermission): Promise<boolean> {
    const [decision] = await this.#permissions.authorize([{ permission }], {
      credentials: caller.credentials,
    });
    return decision.result === AuthorizeResult.ALLOW;
  }

  async require(caller: Caller, permission: BasicPermission): Promise<void> {
    if (!(await this.allows(caller, permission))) {
      throw registryError('permission.denied');
    }
  }

  async allowsServer(
    caller: Caller,
    permission: ResourcePermission<'mcp-server'>,
    server: ServerRecord,
  ): Promise<boolean> {
    const authorize = createConditionAuthorizer(
      this.#registry.getPermissionRuleset(mcpServerResourceRef),
    );
    return authorize(
      await this.#decide(caller, permission),
      toServerResource(server),
    );
  }

  async requireServer(
    caller: Caller,
    permission: ResourcePermission<'mcp-server'>,
    server: ServerRecord,
  ): Promise<void> {
    if (!(await this.allowsServer(caller, permission, server))) {
      throw registryError('permission.denied');
    }
  }

  async allowsRequest(
    caller: Caller,
    permission: ResourcePermission<'mcp-access-request'>,
    request: McpAccessRequestResource,
  ): Promise<boolean> {
    const authorize = createConditionAuthorizer(
      this.#registry.getPermissionRuleset(mcpAccessRequestResourceRef),
    );
    return authorize(await this.#decide(caller, permission), request);
  }

  async requireRequest(
    caller: Caller,
    permission: ResourcePermission<'mcp-access-request'>,
    request: McpAccessRequestResource,
  ): Promise<void> {
    if (!(await this.allowsRequest(caller, permission, request))) {
      throw registryError('permission.denied');
    }
  }

  async allowedServers(
    caller: Caller,
    permission: ResourcePermission<'mcp-server'>,
  ): Promise<Allowed<McpServerFilter>> {
    const decision = await this.#decide(caller, permission);
    return toAllowed(
      decision,
      createConditionTransformer(
        this.#registry.getPermissionRuleset(mcpServerResourceRef),
      ),
    );
  }

  async allowedRequests(
    caller: Caller,
    permission: ResourcePermission<'mcp-access-request'>,
  ): Promise<Allowed<McpAccessRequestFilter>> {
    const decision = await this.#decide(caller, permission);
    return toAllowed(
      decision,
      createConditionTransformer(
        this.#registry.getPermissionRuleset(mcpAccessRequestResourceRef),
      ),
    );
  }

  async #decide(
    caller: Caller,
    permission: ResourcePermission,
  ): Promise<PolicyDecision> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission }],
      { credentials: caller.credentials },
    );
    return decision;
  }
}

function toAllowed<Filter>(
  decision: PolicyDecision,
  toQuery: (
    conditions: Extract<
      PolicyDecision,
      { result: AuthorizeResult.CONDITIONAL }
    >['conditions'],
  ) => PermissionCriteria<Filter>,
): Allowed<Filter> {
  switch (decision.result) {
    case AuthorizeResult.ALLOW:
      return { kind: 'all' };
    case AuthorizeResult.CONDITIONAL:
      return { kind: 'some', criteria: toQuery(decision.conditions) };
    default:
      return { kind: 'none' };
  }
}
