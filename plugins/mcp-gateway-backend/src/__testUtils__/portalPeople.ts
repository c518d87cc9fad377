import {
  type BackendFeature,
  type BackstageUserPrincipal,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { exampleCompany } from './exampleCompany';

/** A portal that knows the example company's groups, and whose policy lets only these people read everybody's calls. */
export function portalPeople(auditors: readonly string[]): BackendFeature[] {
  return [
    createServiceFactory({
      service: coreServices.permissions,
      deps: {},
      factory: () =>
        mockServices.permissions.mock({
          authorize: async (questions, options) =>
            questions.map(({ permission }) => ({
              result:
                permission.name !== 'mcp.audit.read' ||
                auditors.some(name =>
                  JSON.stringify(options).includes(`user:default/${name}"`),
                )
                  ? AuthorizeResult.ALLOW
                  : AuthorizeResult.DENY,
            })),
          authorizeConditional: async questions =>
            questions.map(() => ({ result: AuthorizeResult.ALLOW })),
        }),
    }),
    mockServices.userInfo.mock({
      getUserInfo: async ({ principal }) => {
        const { userEntityRef } = principal as BackstageUserPrincipal;
        const entity = exampleCompany.find(
          ({ kind, metadata }) =>
            `${kind.toLowerCase()}:default/${metadata.name}` === userEntityRef,
        );
        const groups = (entity?.relations ?? []).map(
          ({ targetRef }) => targetRef,
        );
        return {
          userEntityRef,
          ownershipEntityRefs: [userEntityRef, ...groups],
        };
      },
    }).factory,
  ];
}
