// First: what is measured or traced before there is an SDK is lost.
import 'instrumentation';
import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

// It stops although a browser is connected.
backend.add(import('./openConnections'));

// The portal itself
backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));

// Sign-in and permissions. Neither guests nor Backstage's own MCP endpoint: MCP clients go through the gateway.
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-oidc-provider'));
backend.add(import('./productionGuard'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('./permissions'));

// Catalog
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-catalog-backend-module-ai-model'));
backend.add(
  import('@sallyport/backstage-plugin-catalog-backend-module-mcp-registry'),
);

// Templates
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(
  import('@backstage/plugin-scaffolder-backend-module-notifications'),
);
backend.add(
  import('@sallyport/backstage-plugin-scaffolder-backend-module-mcp-registry'),
);

// Search, events, notifications
backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-signals-backend'));

// Sallyport: the control plane, and the data plane in the same process (packages/gateway runs it alone)
backend.add(import('@sallyport/backstage-plugin-mcp-registry-backend'));
backend.add(import('@sallyport/backstage-plugin-mcp-gateway-backend'));
// What runs servers that ship as packages: sandboxes of this machine's kernel.
backend.add(
  import('@sallyport/backstage-plugin-mcp-gateway-backend-module-sandbox'),
);

// A plugin that fails to start ends the process with a message and an exit code.
void backend.start();
