import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import {
  type InsideListener,
  SandboxEgress,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { z } from 'zod';
import { ProxyDialer } from '../ProxyDialer';
import { readAddress } from './readAddress';

const listenersSchema = z.array(
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('tunnel'),
      address: z.string(),
      port: z.number(),
      host: z.string(),
    }),
    z.object({
      kind: z.literal('proxy'),
      address: z.string(),
      port: z.number(),
    }),
  ]),
);

/** Where a side-car listens. @throws Error where it was told nonsense. */
export function readListeners(text: string | undefined): InsideListener[] {
  return listenersSchema.parse(JSON.parse(text ?? ''));
}

/** Listens inside a pod on behalf of its server, until it is told to end. */
export async function runBridge(
  env: NodeJS.ProcessEnv,
  say: (line: object) => void,
): Promise<void> {
  const listeners = readListeners(env.SALLYPORT_LISTENERS);
  const file = env.SALLYPORT_PASS_FILE ?? '';
  const broker = ProxyDialer.create({
    proxy: readAddress(env.SALLYPORT_PROXY),
    pass: async () => (await readFile(file, 'utf8')).trim(),
    onEvent: say,
  });
  const servers = await Promise.all(listeners.map(listen));
  const egress = SandboxEgress.serve({ broker, servers, listeners });
  await once(process, 'SIGTERM');
  egress.close();
}

async function listen({ address, port }: InsideListener): Promise<Server> {
  const server = createServer();
  server.listen({ host: address, port, exclusive: true });
  await once(server, 'listening');
  return server;
}
