import type {
  AuthService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';
import type { DefinitionExportService } from './DefinitionExportService';

/** `/servers/…/definition`: a server as a file of some format. */
export function addDefinitionRoutes(
  router: RegistryRouter,
  options: {
    definitions: DefinitionExportService;
    context: RequestContext;
    httpAuth: HttpAuthService;
    auth: AuthService;
  },
): void {
  const { definitions, context, httpAuth, auth } = options;

  router.get('/servers/:namespace/:name/definition', async (req, res) => {
    const { namespace, name } = req.params;
    const wanted = {
      ...req.query,
      serverRef: `api:${namespace}/${name}`.toLocaleLowerCase('en-US'),
    };
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    res.json(
      auth.isPrincipal(credentials, 'service')
        ? await definitions.forProgram(credentials, wanted)
        : await definitions.forCaller(await context.caller(req), wanted),
    );
  });
}
