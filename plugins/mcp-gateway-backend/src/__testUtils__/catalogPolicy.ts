import {
  type BackendFeature,
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import {
  AuthorizeResult,
  isPermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import {
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { z } from 'zod/v3';
import { exampleCompany } from './exampleCompany';

const entityRef = createPermissionResourceRef<Entity, {}>().with({
  pluginId: 'catalog',
  resourceType: 'catalog-entity',
});
const isNamed = createPermissionRule({
  name: 'IS_NAMED',
  description: 'Entities of one name',
  resourceRef: entityRef,
  paramsSchema: z.object({ name: z.string() }),
  apply: (entity, { name }) => entity.metadata.name === name,
  toQuery: () => ({}),
});

/** The policy's answer that lets somebody see entities of one name alone. */
export const seesOnly = (name: string): PolicyDecision => ({
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'catalog',
  resourceType: 'catalog-entity',
  conditions: {
    rule: 'IS_NAMED',
    resourceType: 'catalog-entity',
    params: { name },
  },
});

/**
 * A portal whose policy says for each person what they may read in the catalog (default: everything), and a catalog
 * that applies its conditions by Backstage's own means.
 */
export function catalogPolicy(
  reads: Record<string, PolicyDecision>,
): BackendFeature[] {
  const decide = (authorization: string, isRead: boolean): PolicyDecision =>
    (isRead &&
      Object.entries(reads).find(([person]) =>
        authorization.includes(`user:default/${person}`),
      )?.[1]) || { result: AuthorizeResult.ALLOW };
  return [
    createServiceFactory({
      service: coreServices.permissions,
      deps: {},
      factory: () =>
        mockServices.permissions.mock({
          authorize: async questions =>
            questions.map(() => ({ result: AuthorizeResult.ALLOW })),
          authorizeConditional: async (questions, options) =>
            questions.map(({ permission }) =>
              decide(
                JSON.stringify(options),
                isPermission(permission, catalogEntityReadPermission),
              ),
            ),
        }),
    }),
    createBackendPlugin({
      pluginId: 'catalog',
      register(env) {
        env.registerInit({
          deps: { registry: coreServices.permissionsRegistry },
          async init({ registry }) {
            registry.addResourceType({
              resourceRef: entityRef,
              permissions: [catalogEntityReadPermission],
              rules: [isNamed],
              getResources: async refs =>
                refs.map(ref =>
                  exampleCompany.find(
                    ({ kind, metadata }) =>
                      `${kind.toLowerCase()}:default/${metadata.name}` === ref,
                  ),
                ),
            });
          },
        });
      },
    }),
  ];
}
