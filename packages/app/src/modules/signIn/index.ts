import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';
import { ssoAuthApi } from './ssoAuthApi';

/** Signs people in through the company's OpenID provider. */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    ssoAuthApi,
    SignInPageBlueprint.make({
      params: {
        loader: async () => (await import('./SignInPage')).SignInPage,
      },
    }),
  ],
});
