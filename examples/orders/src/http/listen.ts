import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens on this machine only. */
export interface Listening {
  port: number;
  close(): Promise<void>;
}

/** Listens on the loopback address, and says what to do when the port is taken. */
export async function listen(options: {
  app: RequestListener;
  port: number;
  /** The setting that moves it elsewhere, for the error text. */
  setting: string;
}): Promise<Listening> {
  const server = createServer(options.app);
  // Slow clients must not hold a connection open for ever.
  server.headersTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${options.port} is taken by another program. Stop that program, or set ${options.setting} to a free port.`,
            )
          : error,
      ),
    );
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
