import {
  createFrontendModule,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';

/** The portal opens on the AI tools. */
export const homeModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    PageBlueprint.make({
      name: 'home',
      params: {
        path: '/',
        noHeader: true,
        loader: async () => {
          const { HomeRedirect } = await import('./HomeRedirect');
          return <HomeRedirect />;
        },
      },
    }),
  ],
});
