import { ApiBlueprint, fetchApiRef } from '@backstage/frontend-plugin-api';
import { GatewayClient } from './GatewayClient';
import { mcpGatewayApiRef } from './McpGatewayApi';
import { mcpRegistryApiRef } from './McpRegistryApi';
import { RegistryClient } from './RegistryClient';

export const registryApi = ApiBlueprint.make({
  name: 'registry',
  params: define =>
    define({
      api: mcpRegistryApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => RegistryClient.create({ fetchApi }),
    }),
});

export const gatewayApi = ApiBlueprint.make({
  name: 'gateway',
  params: define =>
    define({
      api: mcpGatewayApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => GatewayClient.create({ fetchApi }),
    }),
});
