import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  createPermission,
  type Permission,
} from '@backstage/plugin-permission-common';
import type { PolicyQueryUser } from '@backstage/plugin-permission-node';
import {
  mcpCallBodyReadPermission,
  mcpServerReadPermission,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { ExamplePermissionPolicy } from './ExamplePermissionPolicy';

const permission = (name: string) =>
  createPermission({ name, attributes: { action: 'read' } });

const ask = async (asked: Permission, group?: string) => {
  const info = {
    userEntityRef: 'user:default/someone',
    ownershipEntityRefs: ['user:default/someone', `group:default/${group}`],
  };
  const user: PolicyQueryUser = {
    credentials: mockCredentials.user(info.userEntityRef),
    info,
  };
  const policy = ExamplePermissionPolicy.create({
    userInfo: mockServices.userInfo(info),
  });
  return await policy.handle({ permission: asked }, group ? user : undefined);
};

const decide = async (name: string, group?: string) =>
  (await ask(permission(name), group)).result;

describe('ExamplePermissionPolicy', () => {
  it('lets everyone who is signed in read and ask', async () => {
    for (const name of [
      'mcp.server.use',
      'mcp.access.request',
      'catalog.entity.read',
    ]) {
      expect(await decide(name, 'finance')).toBe(AuthorizeResult.ALLOW);
    }
  });

  it('denies whoever is not signed in', async () => {
    for (const name of ['mcp.server.read', 'mcp.server.use']) {
      expect(await decide(name)).toBe(AuthorizeResult.DENY);
    }
  });

  it('shows retired servers only to those who answer for what was', async () => {
    expect(await ask(mcpServerReadPermission, 'finance')).toEqual({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'mcp-registry',
      resourceType: 'mcp-server',
      conditions: {
        not: {
          rule: 'HAS_STATUS',
          resourceType: 'mcp-server',
          params: { statuses: ['retired'] },
        },
      },
    });
    for (const group of ['security', 'platform-admins']) {
      expect(await ask(mcpServerReadPermission, group)).toEqual({
        result: AuthorizeResult.ALLOW,
      });
    }
  });

  it('lets owners read arguments and results of calls on their servers, and security of all', async () => {
    expect(await ask(mcpCallBodyReadPermission, 'finance')).toMatchObject({
      result: AuthorizeResult.CONDITIONAL,
      conditions: {
        rule: 'IS_SERVER_OWNER',
        params: { claims: ['user:default/someone', 'group:default/finance'] },
      },
    });
    expect(await ask(mcpCallBodyReadPermission, 'security')).toEqual({
      result: AuthorizeResult.ALLOW,
    });
    expect(await ask(mcpCallBodyReadPermission)).toEqual({
      result: AuthorizeResult.DENY,
    });
  });

  it.each([
    ['mcp.audit.read', ['security']],
    ['mcp.usage.read', ['security', 'platform-admins']],
    ['mcp.runtime.read', ['security', 'platform-admins']],
    ['mcp.runtime.administer', ['platform-admins']],
    ['mcp.policy.write', ['security', 'platform-admins']],
    ['mcp.policy.approve', ['security', 'platform-admins']],
    ['mcp.server.approve', ['security']],
    ['mcp.server.administer', ['security', 'platform-admins']],
    ['catalog.location.create', ['platform-admins']],
  ])('keeps %s to %j', async (name, groups) => {
    for (const group of [
      'web-team',
      'data-platform',
      'security',
      'finance',
      'platform-admins',
    ]) {
      expect(await decide(name, group)).toBe(
        groups.includes(group) ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
      );
    }
  });
});
