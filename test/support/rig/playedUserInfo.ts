import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';

/** What people own beside themselves, as the catalog of a company would say: by entity ref. */
export const playedUserInfo = (ownership: Record<string, string[]> = {}) =>
  createServiceFactory({
    service: coreServices.userInfo,
    deps: {},
    factory: () => ({
      getUserInfo: async ({ principal }) => {
        const { userEntityRef } = principal as { userEntityRef: string };
        return {
          userEntityRef,
          ownershipEntityRefs: [
            userEntityRef,
            ...(ownership[userEntityRef] ?? []),
          ],
        };
      },
    }),
  });
