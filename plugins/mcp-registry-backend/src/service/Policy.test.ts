import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  mcpServerReadPermission,
  mcpServerSubmitPermission,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import {
  mcpServerConditions,
  mcpServerRules,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import { person } from '../__testUtils__/people';
import type { ServerRecord } from '../servers/ServerRecord';
import { Policy } from './Policy';

const server = {
  serverRef: 'api:default/orders',
  status: 'active',
  facts: { owner: 'group:default/data-platform', riskTier: 'high' },
} as ServerRecord;
const alice = person('alice');

function policyThat(
  result: AuthorizeResult.ALLOW | AuthorizeResult.DENY,
  tiers?: ('low' | 'high')[],
) {
  return Policy.create({
    permissions: mockServices.permissions.mock({
      authorize: async () => [{ result }],
      authorizeConditional: async () => [
        tiers
          ? {
              result: AuthorizeResult.CONDITIONAL,
              pluginId: 'mcp-registry',
              resourceType: 'mcp-server',
              conditions: mcpServerConditions.hasRiskTier({ tiers }),
            }
          : { result },
      ],
    }),
    permissionsRegistry: mockServices.permissionsRegistry.mock({
      getPermissionRuleset: () => ({
        getRuleByName: () => mcpServerRules.hasRiskTier as never,
      }),
    }),
  });
}

describe('Policy', () => {
  it('lets through what is allowed and nothing else', async () => {
    const allow = policyThat(AuthorizeResult.ALLOW);
    const deny = policyThat(AuthorizeResult.DENY);
    await expect(
      allow.require(alice, mcpServerSubmitPermission),
    ).resolves.toBeUndefined();
    await expect(
      deny.require(alice, mcpServerSubmitPermission),
    ).rejects.toMatchObject({
      name: 'NotAllowedError',
      code: 'permission.denied',
    });
    expect(
      await allow.allowsServer(alice, mcpServerReadPermission, server),
    ).toBe(true);
    expect(
      await deny.allowsServer(alice, mcpServerReadPermission, server),
    ).toBe(false);
    expect(await deny.allowedServers(alice, mcpServerReadPermission)).toEqual({
      kind: 'none',
    });
    expect(await allow.allowedServers(alice, mcpServerReadPermission)).toEqual({
      kind: 'all',
    });
  });

  it('applies conditions to one server and turns them into a filter for many', async () => {
    const high = policyThat(AuthorizeResult.DENY, ['high']);
    const low = policyThat(AuthorizeResult.DENY, ['low']);
    expect(
      await high.allowsServer(alice, mcpServerReadPermission, server),
    ).toBe(true);
    await expect(
      low.requireServer(alice, mcpServerReadPermission, server),
    ).rejects.toMatchObject({ code: 'permission.denied' });
    expect(await low.allowedServers(alice, mcpServerReadPermission)).toEqual({
      kind: 'some',
      criteria: { key: 'riskTier', values: ['low'] },
    });
  });
});
