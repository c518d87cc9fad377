import type { HttpAuthService } from '@backstage/backend-plugin-api';
import type { RegistryRouter } from '../service/createRouter';
import type { SetupCheckService } from './SetupCheckService';

/** `/setup-checks`: how safely the portal is set up. */
export function addSetupRoutes(
  router: RegistryRouter,
  options: { setup: SetupCheckService; httpAuth: HttpAuthService },
): void {
  const { setup, httpAuth } = options;

  router.get('/setup-checks', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    res.json({ items: await setup.list(credentials) });
  });
}
