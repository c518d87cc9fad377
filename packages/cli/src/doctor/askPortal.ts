import { setTimeout as wait } from 'node:timers/promises';
import { createGatewayApiClient } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { createRegistryApiClient } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { z } from 'zod';
import { type Check, checksSchema, runSchema } from './checkSchema';
import { DoctorError } from './DoctorError';

const TIMEOUT_MS = 20_000;
const POLL_MS = 500;
/** 500 servers, eight at a time, at most five seconds each. */
const RUN_TIMEOUT_MS = 6 * 60_000;

interface Answer {
  data?: unknown;
  error?: unknown;
  response: Response;
}

/** Asks both backends for their set-up checks; those of servers are run first, where asked. */
export async function askPortal(options: {
  registryApi: string;
  gatewayApi: string;
  token: string;
  withServers: boolean;
}): Promise<Check[]> {
  const { registryApi, gatewayApi, token, withServers } = options;
  const connection = {
    fetch: (request: Request) =>
      fetch(request, {
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }),
    headers: { authorization: `Bearer ${token}` },
  };
  const registry = createRegistryApiClient({
    ...connection,
    baseUrl: registryApi,
  } as Parameters<typeof createRegistryApiClient>[0]);
  const gateway = createGatewayApiClient({
    ...connection,
    baseUrl: gatewayApi,
  } as Parameters<typeof createGatewayApiClient>[0]);

  const ofRegistry = await read(
    registryApi,
    checksSchema,
    registry.request('get', '/setup-checks'),
  );
  if (withServers) {
    await read(
      gatewayApi,
      runSchema,
      gateway.request('post', '/setup-checks/servers'),
    );
  }
  const askGateway = async () =>
    await read(
      gatewayApi,
      checksSchema,
      gateway.request('get', '/setup-checks'),
    );
  const giveUp = AbortSignal.timeout(RUN_TIMEOUT_MS);
  let ofGateway = await askGateway();
  while (withServers && ofGateway.run?.state === 'running') {
    if (giveUp.aborted) throw new DoctorError('The check of servers hangs.');
    await wait(POLL_MS);
    ofGateway = await askGateway();
  }
  return [...ofRegistry.items, ...ofGateway.items];
}

async function read<Schema extends z.ZodType>(
  url: string,
  schema: Schema,
  pending: Promise<Answer>,
): Promise<z.infer<Schema>> {
  let answer: Answer;
  try {
    answer = await pending;
  } catch {
    throw new DoctorError(
      `${url} could not be asked: it is away, redirects, or does not answer in JSON.`,
    );
  }
  const { status } = answer.response;
  if (status === 401 || status === 403) {
    throw new DoctorError(
      `${url} refuses the token (${status}). It must be one of somebody, or of a program, who may mcp.server.administer all servers.`,
    );
  }
  const parsed = schema.safeParse(answer.data);
  if (!answer.response.ok || !parsed.success) {
    throw new DoctorError(
      `${url} answered with ${status}, and not as Sallyport does.`,
    );
  }
  return parsed.data;
}
