import {
  type BackendFeature,
  type BackstageUserPrincipal,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { exampleCompany } from './exampleCompany';

/**
 * A portal that knows the example company's groups, whose policy lets only these people read everybody's calls, and says
 * this of some people's use of servers.
 */
export function portalPeople(options: {
  auditors: readonly string[];
  uses?: Record<string, PolicyDecision>;
}): BackendFeature[] {
  const { auditors, uses = {} } = options;
  const isAbout = (name: string, credentials: unknown) =>
    JSON.stringify(credentials).includes(`user:default/${name}"`);
  return [
    createServiceFactory({
      service: coreServices.permissions,
      deps: {},
      factory: () =>
        mockServices.permissions.mock({
          authorize: async (questions, asked) =>
            questions.map(({ permission }) => ({
              result:
                permission.name !== 'mcp.audit.read' ||
                auditors.some(name => isAbout(name, asked))
                  ? AuthorizeResult.ALLOW
                  : AuthorizeResult.DENY,
            })),
          authorizeConditional: async (questions, asked) =>
            questions.map(
              ({ permission }) =>
                (permission.name === 'mcp.server.use' &&
                  Object.entries(uses).find(([name]) =>
                    isAbout(name, asked),
                  )?.[1]) || { result: AuthorizeResult.ALLOW },
            ),
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
