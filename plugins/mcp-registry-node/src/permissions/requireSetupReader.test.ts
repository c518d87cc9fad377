import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { mcpServerConditions } from './conditions';
import { requireSetupReader } from './requireSetupReader';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };

function ask(options: {
  credentials: BackstageCredentials;
  decision?: PolicyDecision;
  isEnabled?: boolean;
  groups?: string[];
}) {
  const { credentials, decision = ALLOW, isEnabled = true } = options;
  return requireSetupReader({
    credentials,
    auth: mockServices.auth(),
    permissions: mockServices.permissions.mock({
      authorizeConditional: async () => [decision],
    }),
    userInfo: mockServices.userInfo({
      ownershipEntityRefs: options.groups ?? [],
    }),
    config: mockServices.rootConfig({
      data: {
        permission: { enabled: isEnabled },
        mcpRegistry: { approverGroups: ['group:default/Security'] },
      },
    }),
  });
}

describe('requireSetupReader', () => {
  const erin = mockCredentials.user('user:default/erin');

  it('lets in who administers all servers, and a program with a token for it', async () => {
    await expect(ask({ credentials: erin })).resolves.toBeUndefined();
    const pipeline = mockCredentials.service('external:doctor');
    await expect(ask({ credentials: pipeline })).resolves.toBeUndefined();
  });

  it.each([
    ['nobody', mockCredentials.none(), ALLOW],
    ['another plugin', mockCredentials.service('plugin:scaffolder'), ALLOW],
    ['who may not', erin, { result: AuthorizeResult.DENY }],
    [
      'a program whose token is for other things',
      mockCredentials.service('external:doctor'),
      { result: AuthorizeResult.DENY },
    ],
    [
      'who administers some servers',
      erin,
      {
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'mcp-registry',
        resourceType: 'mcp-server',
        conditions: mcpServerConditions.hasRiskTier({ tiers: ['low'] }),
      },
    ],
  ] as [string, BackstageCredentials, PolicyDecision][])(
    'keeps out %s',
    async (_, credentials, decision) => {
      await expect(ask({ credentials, decision })).rejects.toMatchObject({
        name: 'NotAllowedError',
      });
    },
  );

  it('lets in the review team alone where the permission framework is off (P1)', async () => {
    await expect(
      ask({ credentials: erin, isEnabled: false, groups: ['group:default/x'] }),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    await expect(
      ask({
        credentials: erin,
        isEnabled: false,
        groups: ['group:default/security'],
      }),
    ).resolves.toBeUndefined();
  });
});
