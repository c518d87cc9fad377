// First: what is measured or traced before there is an SDK is lost.
import 'instrumentation';
import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

// The data plane alone. It finds the portal's plugins through discovery.endpoints.
backend.add(import('@sallyport/backstage-plugin-mcp-gateway-backend'));
// It runs servers that ship as packages, in sandboxes of its own machine's kernel.
backend.add(
  import('@sallyport/backstage-plugin-mcp-gateway-backend-module-sandbox'),
);

// What fails to start, such as on a taken port, ends with a message and an exit code: whoever runs it starts it again.
// Left to itself, Backstage would log the failure and stay.
backend.start().catch((error: Error) => {
  process.stderr.write(`The gateway did not start: ${error.message}\n`);
  process.exit(1);
});
