import {
  createGatewayApiClient,
  type GatewayApiClient,
  type GatewaySchemas,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  createRegistryApiClient,
  type RegistryApiClient,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { expect } from '@playwright/test';
import { stack, tokenOf } from './stack';

export type Person = 'alice' | 'bob' | 'carol' | 'dave' | 'erin';

type Portal = {
  token: string;
  registry: RegistryApiClient;
  gateway: GatewayApiClient;
};
/** The portal's APIs as a person who signed in through the demo identity provider. */
export async function as(person: Person): Promise<Portal> {
  const token = tokenOf(person);
  const headers = { authorization: `Bearer ${token}` };
  return {
    token,
    registry: createRegistryApiClient({
      baseUrl: `${stack.portal}/api/mcp-registry`,
      headers,
    }),
    gateway: createGatewayApiClient({
      baseUrl: `${stack.portal}/api/mcp-gateway`,
      headers,
    }),
  };
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The data of an answer; fails with the server's own words where there is an error instead. */
export async function ok<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (error !== undefined || data === undefined) {
    throw new Error(
      `${response.url} answered ${response.status}: ${JSON.stringify(error)}`,
    );
  }
  return data;
}

/** The status and text of an answer that must be an error. */
export async function refused(
  answer: Promise<Answer<unknown>>,
): Promise<{ status: number; name: string; message: string }> {
  const { error, response } = await answer;
  expect(response.status, 'refused').toBeGreaterThanOrEqual(400);
  const { name, message } = (error as RegistrySchemas['Error']).error;
  return { status: response.status, name, message };
}

/** A gateway token for one server, as the Connect page gets it. */
export async function gatewayToken(
  person: Person,
  serverName: string,
  ttlSeconds?: number,
): Promise<GatewaySchemas['NewToken']> {
  const { gateway } = await as(person);
  return ok(
    gateway.POST('/tokens', {
      body: {
        serverRef: `api:default/${serverName}`,
        client: 'tests',
        ttlSeconds,
      },
    }),
  );
}

/** Asks as one person and approves as another: the access request that was approved. */
export async function grantAccess(options: {
  to: Person;
  by: Person;
  server: string;
  tools?: RegistrySchemas['ToolSelection'];
}): Promise<RegistrySchemas['AccessRequest']> {
  const asker = await as(options.to);
  const request = await ok(
    asker.registry.POST('/access-requests', {
      body: {
        serverRef: `api:default/${options.server}`,
        purpose: 'To see that it works',
        tools: options.tools ?? { kind: 'all' },
        durationDays: 7,
      },
    }),
  );
  const approver = await as(options.by);
  const before = (await ok(approver.gateway.GET('/info'))).feed.sequence;
  const approved = await ok(
    approver.registry.POST('/access-requests/{id}/decision', {
      params: { path: { id: request.id } },
      body: { decision: 'approve' },
    }),
  );
  await gatewayApplied(before + 1);
  return approved;
}

/** Waits until the gateway has applied a sequence number of the change feed; answers the seconds that took. */
export async function gatewayApplied(sequence: number): Promise<number> {
  const started = Date.now();
  const { gateway } = await as('alice');
  await expect
    .poll(async () => (await ok(gateway.GET('/info'))).feed.sequence, {
      timeout: 30_000,
      intervals: [50],
    })
    .toBeGreaterThanOrEqual(sequence);
  return (Date.now() - started) / 1000;
}
