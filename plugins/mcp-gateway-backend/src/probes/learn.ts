import type { Client, Transport } from '@modelcontextprotocol/client';
import { z } from 'zod';
import type { ProbeResult } from '../service/ProbeService';
import { listTools } from './listTools';

/** Connects a client, and asks what the server is and which tools it has. */
export async function learn(
  client: Client,
  transport: Transport,
  signal: AbortSignal,
): Promise<ProbeResult> {
  await client.connect(transport, { signal });
  const tools = client.getServerCapabilities()?.tools
    ? await listTools(params =>
        client.request({ method: 'tools/list', params }, z.looseObject({}), {
          signal,
        }),
      )
    : [];
  return {
    ok: true,
    serverInfo: client.getServerVersion(),
    protocolVersion: client.getNegotiatedProtocolVersion(),
    instructions: client.getInstructions(),
    tools,
  };
}
