import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import type {
  AccessDocument,
  ServerCredential,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { CredentialRequest } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Knex } from 'knex';
import type { Clock } from '../../access/Clock';
import { EgressGuard } from '../../egress/EgressGuard';
import { SecretBox } from '../../encryption/SecretBox';
import { NOT_ASKED } from '../../permissions/NOT_ASKED';
import { createConnections } from '../createConnections';

export const ORDERS = 'api:default/orders';
export const PUBLIC_URL = 'http://gateway.example';

/** One replica's connections: Alice and Dave may use the orders server. */
export async function startReplica(options: {
  database: Knex;
  clock: Clock;
  upstreamUrl: string;
  credential: ServerCredential;
  credentials?: JsonObject;
}) {
  const { database, clock, upstreamUrl, credentials = {} } = options;
  const server = { upstreamUrl, credential: options.credential };
  const logger = mockServices.logger.mock();
  const documentNow = (): AccessDocument => ({
    version: 1,
    sequence: 1,
    serverId: 'orders-id',
    serverRef: ORDERS,
    title: 'Orders',
    owner: 'group:default/data',
    status: 'active',
    riskTier: 'low',
    dataClassification: 'internal',
    approvedRevision: {
      digest: 'sha256:1',
      upstream: { type: 'streamable-http', url: server.upstreamUrl },
      credential: server.credential,
      tools: null,
    },
    grants: ['alice', 'dave'].map(name => ({
      id: `grant-${name}`,
      subject: `user:default/${name}`,
      tools: { kind: 'all' },
      expiresAt: '2099-01-01T00:00:00.000Z',
    })),
  });
  const room = createConnections({
    config: mockServices.rootConfig({ data: { mcpGateway: { credentials } } }),
    database,
    clock,
    logger,
    box: SecretBox.create({ keys: [{ id: 'first', secret: 'a'.repeat(40) }] }),
    guard: EgressGuard.create({ allowedHosts: ['127.0.0.1'] }),
    directory: {
      get: ref => (ref === ORDERS ? documentNow() : undefined),
      refs: () => [ORDERS],
      status: () => ({ sequence: 1, state: 'current' }),
      state: () => 'current',
      sequence: () => 1,
      stops: () => undefined,
      isReady: () => true,
      catchUp: async () => {},
      onChange: () => () => {},
    },
    membership: {
      resolve: async userEntityRef => ({
        userEntityRef,
        ownershipEntityRefs: [userEntityRef],
      }),
    },
    decisions: { of: async () => NOT_ASKED.off },
    policies: () => undefined,
    publicUrl: PUBLIC_URL,
  });
  await room.start();
  let calls = 0;
  const provider = room.providers.find(
    ({ type }) => type === options.credential.type,
  );
  if (!provider) throw new Error('No such provider');
  return {
    ...room,
    server,
    logger,
    provider,
    request(person: string): CredentialRequest {
      calls += 1;
      return {
        serverId: 'orders-id',
        serverRef: ORDERS,
        config: server.credential,
        principal: { userRef: `user:default/${person}` },
        upstreamUrl: server.upstreamUrl,
        callId: `call-${calls}`,
      };
    },
  };
}
