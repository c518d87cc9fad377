// The portal without the gateway's plugin, as in an installation whose gateways are processes of their own: what
// packages/backend adds and a gateway talks to. Templates, search and the pages take part in no call.
import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

// Its access log has no codes of sign-ins.
backend.add(import('../../packages/backend/src/openConnections'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-oidc-provider'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('../../packages/backend/src/permissions'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-ai-model'));
backend.add(
  import('@sallyport/backstage-plugin-catalog-backend-module-mcp-registry'),
);

backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-signals-backend'));

backend.add(import('@sallyport/backstage-plugin-mcp-registry-backend'));

void backend.start();
