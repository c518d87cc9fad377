import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

backend.add(import('@sallyport/backstage-plugin-mcp-gateway-backend'));

backend.start();
