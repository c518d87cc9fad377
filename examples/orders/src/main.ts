import { readSettings } from './readSettings.ts';
import { startOrders, type RunningOrders } from './startOrders.ts';

try {
  const orders = await startOrders(readSettings(process.env));
  stopOnSignal(orders);
  console.log(
    `orders: MCP server on http://localhost:${orders.mcpPort}/mcp, its API on http://localhost:${orders.apiPort}`,
  );
} catch (error) {
  console.error(
    `orders: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
}

function stopOnSignal(orders: RunningOrders): void {
  let stopping = false;
  const stop = () => {
    if (stopping) {
      return;
    }
    stopping = true;
    orders.stop().catch(error => {
      console.error('orders: could not stop cleanly:', error);
      process.exitCode = 1;
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
