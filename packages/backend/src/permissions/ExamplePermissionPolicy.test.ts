import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  createPermission,
} from '@backstage/plugin-permission-common';
import type { PolicyQueryUser } from '@backstage/plugin-permission-node';
import { ExamplePermissionPolicy } from './ExamplePermissionPolicy';

const permission = (name: string) =>
  createPermission({ name, attributes: { action: 'read' } });

const decide = async (name: string, group?: string) => {
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
  const { result } = await policy.handle(
    { permission: permission(name) },
    group ? user : undefined,
  );
  return result;
};

describe('ExamplePermissionPolicy', () => {
  it('lets everyone who is signed in read and ask', async () => {
    for (const name of [
      'mcp.server.read',
      'mcp.server.use',
      'mcp.access.request',
      'catalog.entity.read',
    ]) {
      expect(await decide(name, 'finance')).toBe(AuthorizeResult.ALLOW);
    }
  });

  it('denies whoever is not signed in', async () => {
    expect(await decide('mcp.server.read')).toBe(AuthorizeResult.DENY);
  });

  it.each([
    ['mcp.audit.read', ['security']],
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
