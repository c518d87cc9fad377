import type { RuntimeDriver } from '@sallyport/backstage-plugin-mcp-gateway-node';

/** How a driver starts servers that speak HTTP by themselves. @throws Error with a text for people where it does not. */
export function serveOf(
  driver: RuntimeDriver,
): NonNullable<RuntimeDriver['serve']> {
  const { serve, kind } = driver;
  if (serve) return spec => serve.call(driver, spec);
  throw new Error(
    `It speaks HTTP by itself (run.transport), and the runtime driver '${kind}' runs servers that speak over standard input and output alone. Change how it is started, run it where the driver is 'kubernetes', or deploy it and name its address.`,
  );
}
