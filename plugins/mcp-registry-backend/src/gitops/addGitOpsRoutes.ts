import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { requireSetupReader } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';
import type { GitOpsPresenter } from './GitOpsPresenter';

/** `/gitops`: repositories of definitions, for those who run the portal. */
export function addGitOpsRoutes(
  router: RegistryRouter,
  options: {
    presenter: GitOpsPresenter;
    access: Omit<Parameters<typeof requireSetupReader>[0], 'credentials'>;
    httpAuth: HttpAuthService;
    context: RequestContext;
    /** Starts an import soon, on whichever replica. */
    trigger: () => Promise<void>;
  },
): void {
  const { presenter, access, httpAuth, context, trigger } = options;

  router.get('/gitops', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    await requireSetupReader({ ...access, credentials });
    res.json({ items: await presenter.list() });
  });

  router.post('/gitops/import', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    await requireSetupReader({ ...access, credentials });
    await context.audited(req, { eventId: 'gitops-import', meta: {} }, trigger);
    res.status(202).json({ items: await presenter.list() });
  });
}
