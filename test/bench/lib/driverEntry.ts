// What the bench of runtimes needs of the driver; it is bundled.
export { SandboxDriver } from '../../../plugins/mcp-gateway-backend-module-sandbox/src/driver/SandboxDriver';
export { SandboxPackages } from '../../../plugins/mcp-gateway-backend-module-sandbox/src/packages/SandboxPackages';
