// One gateway of a rig, a process of its own: the real plugin with its real listener, database, scheduler and lifecycle.
// Only what it asks of the portal is played: who is signed in there, the catalog, and the registry's documents.
import 'instrumentation';
import { createBackend } from '@backstage/backend-defaults';
import {
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
import mcpGatewayPlugin from '@sallyport/backstage-plugin-mcp-gateway-backend';
import gatewayModuleDocker from '@sallyport/backstage-plugin-mcp-gateway-backend-module-docker';
import gatewayModuleSandbox from '@sallyport/backstage-plugin-mcp-gateway-backend-module-sandbox';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { mcpIdentityTokensExtensionPoint } from '@sallyport/backstage-plugin-mcp-gateway-node';
import {
  describeTools,
  mirroredParameters,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { mcpRegistryServiceRef } from '@sallyport/backstage-plugin-mcp-registry-node';
import { DocumentRegistry, type Reaching } from './DocumentRegistry';
import { playedUserInfo } from './playedUserInfo';

type Message =
  | {
      kind: 'start';
      config: JsonObject;
      entities: Entity[];
      documents: AccessDocument[];
      identityTokens?: Record<string, Record<string, string>>;
      reaching?: Reaching;
      ownership?: Record<string, string[]>;
    }
  | { kind: 'put'; document: AccessDocument }
  | { kind: 'describe'; id: number; tools: unknown[] }
  | { kind: 'memory'; id: number };

const registry = DocumentRegistry.create();

/** People's tokens at identity providers: `{ [connection]: { [entity ref]: token } }`. */
const identityTokens = (held: Record<string, Record<string, string>>) =>
  createBackendModule({
    pluginId: 'mcp-gateway',
    moduleId: 'rig-identity-tokens',
    register(env) {
      env.registerInit({
        deps: { point: mcpIdentityTokensExtensionPoint },
        async init({ point }) {
          const refused = async () => ({
            kind: 'needs-sign-in' as const,
            why: 'No such token',
          });
          for (const [connection, tokens] of Object.entries(held)) {
            point.setIdentityTokens(connection, {
              refused,
              tokenOf: async ({ userRef }) =>
                tokens[userRef]
                  ? { kind: 'token', token: tokens[userRef] }
                  : await refused(),
            });
          }
        },
      });
    },
  });

/** Only rigs that are meant to run servers look for what makes sandboxes, or for an engine. */
const driverOf = ({ mcpGateway }: JsonObject) => {
  const { runtimes } = (mcpGateway ?? {}) as {
    runtimes?: { driver?: string; docker?: object };
  };
  return (
    runtimes && (runtimes.driver ?? (runtimes.docker ? 'docker' : 'sandbox'))
  );
};
const DRIVERS = new Map([
  ['sandbox', gatewayModuleSandbox],
  ['docker', gatewayModuleDocker],
]);

async function start({
  config,
  entities,
  identityTokens: identities,
  ownership,
}: Extract<Message, { kind: 'start' }>): Promise<void> {
  const backend = createBackend();
  backend.add(mcpGatewayPlugin);
  const driver = DRIVERS.get(driverOf(config) ?? '');
  if (driver) backend.add(driver);
  if (identities) backend.add(identityTokens(identities));
  backend.add(mockServices.rootConfig.factory({ data: config }));
  backend.add(mockServices.auth.factory());
  backend.add(mockServices.httpAuth.factory());
  backend.add(playedUserInfo(ownership));
  backend.add(
    mockServices.permissions.factory({ result: AuthorizeResult.ALLOW }),
  );
  backend.add(catalogServiceMock.factory({ entities }));
  backend.add(
    createServiceFactory({
      service: mcpRegistryServiceRef,
      deps: {},
      factory: () => registry,
    }),
  );
  await backend.start();
  process.send?.({ kind: 'started' });
}

/** The approved surface, as the registry makes it of what a probe found. */
async function describe(listed: unknown[]) {
  const tools = await describeTools(listed);
  return tools.map(({ name, digest, effect, inputSchema }) => {
    const headers = mirroredParameters(inputSchema);
    return { name, digest, effect, ...(headers.length > 0 && { headers }) };
  });
}

const answer = (id: number, content: object) =>
  process.send?.({ id, ...content });

/** What the soak test watches; after a forced collection where Node was started with --expose-gc. */
function memory() {
  global.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return {
    heapUsed,
    rss,
    cpu: process.cpuUsage(),
    handles: process.getActiveResourcesInfo(),
  };
}

process.on('message', (message: Message) => {
  switch (message.kind) {
    case 'start':
      message.documents.forEach(document => registry.put(document));
      registry.setReaching(message.reaching);
      start(message).catch(error => {
        process.stderr.write(`${error?.stack ?? error}\n`);
        process.exit(1);
      });
      break;
    case 'put':
      registry.put(message.document);
      break;
    case 'describe':
      describe(message.tools).then(
        tools => answer(message.id, { tools }),
        error => answer(message.id, { error: String(error) }),
      );
      break;
    case 'memory':
      answer(message.id, memory());
      break;
    default:
      message satisfies never;
  }
});
// Whoever started the rig is gone: so is the rig.
process.once('disconnect', () => process.exit(1));
