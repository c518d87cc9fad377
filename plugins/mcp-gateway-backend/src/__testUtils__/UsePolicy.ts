import {
  type BackendFeature,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  isPermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import { mcpServerUsePermission } from '@sallyport/backstage-plugin-mcp-registry-common';
import {
  createMcpServerConditionalDecision,
  mcpServerRules,
  type McpServerResource,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import type { FakeRegistry } from './FakeRegistry';

const judge = createConditionAuthorizer<McpServerResource, unknown>(
  Object.values(mcpServerRules),
);
const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

type Criteria = Parameters<typeof createMcpServerConditionalDecision>[1];

/** A portal's permission policy on using servers, which a test changes as it goes. Everything else is allowed. */
export class UsePolicy {
  /** How often it was asked about using servers at all. */
  asked = 0;
  readonly #says = new Map<string, PolicyDecision>();
  readonly #unseen = new Set<string>();
  #registry: FakeRegistry | undefined;

  /** For the gateway's `prepare`: whose servers it judges, as the registry does. */
  judges(registry: FakeRegistry): void {
    this.#registry = registry;
  }

  /** From now on a person may use servers that fit, or everything, or nothing. */
  lets(person: string, use: Criteria | 'all' | 'none'): void {
    this.says(person, decisionOf(use));
  }

  /** The same as the policy itself would put it. */
  says(person: string, decision: PolicyDecision): void {
    this.#says.set(person, decision);
  }

  /** The catalog shows this person nothing. */
  hidesCatalogFrom(person: string): void {
    this.#unseen.add(person);
  }

  /** In the place of Backstage's own service. */
  get feature(): BackendFeature {
    return createServiceFactory({
      service: coreServices.permissions,
      deps: {},
      factory: () =>
        mockServices.permissions.mock({
          authorize: async (questions, options) =>
            await Promise.all(
              questions.map(async ({ permission, resourceRef }) => ({
                result:
                  !isPermission(permission, mcpServerUsePermission) ||
                  (await this.#fits(personOf(options), resourceRef))
                    ? AuthorizeResult.ALLOW
                    : AuthorizeResult.DENY,
              })),
            ),
          authorizeConditional: async (questions, options) =>
            questions.map(({ permission }) => {
              const person = personOf(options);
              if (isPermission(permission, catalogEntityReadPermission)) {
                return this.#unseen.has(person) ? DENY : ALLOW;
              }
              if (!isPermission(permission, mcpServerUsePermission)) {
                return ALLOW;
              }
              this.asked += 1;
              return this.#of(person);
            }),
        }),
    });
  }

  #of(person: string): PolicyDecision {
    return this.#says.get(person) ?? ALLOW;
  }

  async #fits(person: string, serverRef?: string): Promise<boolean> {
    const answer =
      serverRef === undefined
        ? undefined
        : await this.#registry?.getDocument({ serverRef });
    const server = answer?.status === 'ok' ? answer.document : undefined;
    return judge(this.#of(person), server);
  }
}

function decisionOf(use: Criteria | 'all' | 'none'): PolicyDecision {
  if (use === 'all') return ALLOW;
  if (use === 'none') return DENY;
  return createMcpServerConditionalDecision(mcpServerUsePermission, use);
}

function personOf(options: unknown): string {
  const [, person = 'nobody'] =
    /user:default\/([\w-]+)/.exec(JSON.stringify(options)) ?? [];
  return person;
}
