import { join } from 'node:path';
import {
  type BackendFeature,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  type AccessDocument,
  type HostedServer,
  NO_PERMISSIONS,
  runtimeUrl,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  mcpRuntimeDriversExtensionPoint,
  type RuntimeDriver,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Entity } from '@backstage/catalog-model';
import { activeServer, grantTo } from '../../__testUtils__/documents';

/** The path of a program that tests start. */
export function programPath(name: 'scripted' | 'modern' | 'listening'): string {
  return join(__dirname, 'programs', `${name}.mjs`);
}

/** The approved access document of an example server that the gateway runs, with grants for Alice and Dave. */
export function hostedServer(
  name: string,
  hosted: Partial<HostedServer> & { identifier: string },
  tools: readonly string[] = ['echo', 'note', 'wipe'],
): Omit<AccessDocument, 'sequence' | 'version'> {
  const { identifier, ...rest } = hosted;
  const document = activeServer(name, 'http://nowhere.example');
  const { serverId } = document;
  return {
    ...document,
    owner: 'user:default/bob',
    approvedRevision: {
      digest: `sha256:${name}`,
      upstream: {
        type: 'hosted',
        url: runtimeUrl(serverId),
        hosted: {
          package: { registry: 'npm', identifier, version: '1.0.0' },
          args: [],
          profile: NO_PERMISSIONS,
          isolation: 'shared',
          ...rest,
        },
      },
      tools: tools.map(tool => ({
        name: tool,
        digest: `sha256:${tool}`,
        effect: 'reads' as const,
      })),
    },
    grants: [grantTo('user:default/alice'), grantTo('user:default/dave')],
  };
}

/** A module that adds a runtime driver to the gateway. */
export function addRuntimeDriver(driver: RuntimeDriver): BackendFeature {
  return createBackendModule({
    pluginId: 'mcp-gateway',
    moduleId: 'test-runtime-driver',
    register(env) {
      env.registerInit({
        deps: { drivers: mcpRuntimeDriversExtensionPoint },
        async init({ drivers }) {
          drivers.addDriver(driver);
        },
      });
    },
  });
}

/** The server in the catalog. */
export function hostedEntity(name: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: { name, namespace: 'default' },
    spec: {
      type: 'mcp-server',
      lifecycle: 'production',
      owner: 'group:default/data-platform',
    },
  };
}
