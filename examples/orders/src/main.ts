import { readSettings } from './readSettings.ts';
import { startOrders } from './startOrders.ts';
import { startTelemetry } from './telemetry/startTelemetry.ts';

async function main(): Promise<void> {
  const endTelemetry = startTelemetry(process.env);
  const orders = await startOrders(readSettings(process.env));
  console.log(`orders: API on http://localhost:${orders.apiPort}`);
  if (orders.mcpPort !== undefined) {
    console.log(`orders: MCP server on http://localhost:${orders.mcpPort}/mcp`);
  }
  let stopping = false;
  const stop = () => {
    if (!stopping) {
      stopping = true;
      orders.stop().then(endTelemetry).catch(fail);
    }
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function fail(error: unknown): void {
  console.error(
    `orders: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
}

main().catch(fail);
