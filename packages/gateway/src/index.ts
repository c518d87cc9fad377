import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

// The data plane alone. It finds the portal's plugins through discovery.endpoints.
backend.add(import('@sallyport/backstage-plugin-mcp-gateway-backend'));

// A plugin that fails to start, such as on a taken port, ends the process with a message and an exit code.
void backend.start();
