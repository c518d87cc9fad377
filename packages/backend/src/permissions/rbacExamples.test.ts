import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  mcpGatewayPermissions,
  mcpRegistryPermissions,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import {
  mcpAccessRequestRules,
  mcpServerRules,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import { parseAllDocuments } from 'yaml';

const read = (name: string) =>
  readFileSync(
    resolve(__dirname, '../../../../examples/permissions', name),
    'utf8',
  );
const PERMISSIONS = [...mcpRegistryPermissions, ...mcpGatewayPermissions];
const RULES: Record<
  string,
  Record<string, { name: string; paramsSchema?: unknown }>
> = {
  'mcp-server': mcpServerRules,
  'mcp-access-request': mcpAccessRequestRules,
};

interface Leaf {
  rule: string;
  resourceType: string;
  params: object;
}

function leavesOf(condition: any): Leaf[] {
  const inner = condition.allOf ?? condition.anyOf ?? condition.not;
  return inner ? [inner].flat().flatMap(leavesOf) : [condition];
}

function actionOf(name: string) {
  return PERMISSIONS.find(permission => permission.name === name)?.attributes
    .action;
}

describe('the examples for the RBAC plugin', () => {
  it('name permissions that there are, with their actions', () => {
    const policies = read('rbac-policies.csv')
      .split('\n')
      .map(line => line.split(',').map(cell => cell.trim()))
      .filter(([kind]) => kind === 'p');
    expect(policies.length).toBeGreaterThan(5);
    for (const [, role, name, action, effect] of policies) {
      expect([role, name, actionOf(name), effect]).toEqual([
        expect.stringMatching(/^role:default\//),
        name,
        action,
        'allow',
      ]);
    }
  });

  it('use rules that there are, with parameters that these understand', () => {
    const documents = parseAllDocuments(read('rbac-conditions.yaml'))
      .map(document => document.toJS())
      .filter(Boolean);
    expect(documents).toHaveLength(4);
    for (const document of documents) {
      expect(document).toMatchObject({
        result: 'CONDITIONAL',
        pluginId: 'mcp-registry',
      });
      for (const { name, action } of document.permissionMapping) {
        const permission = PERMISSIONS.find(item => item.name === name);
        expect(permission).toMatchObject({
          attributes: { action },
          resourceType: document.resourceType,
        });
      }
      for (const { rule, resourceType, params } of leavesOf(
        document.conditions,
      )) {
        expect(resourceType).toBe(document.resourceType);
        const found = Object.values(RULES[resourceType]).find(
          item => item.name === rule,
        );
        const schema = found?.paramsSchema as {
          safeParse(value: unknown): { success: boolean };
        };
        expect({ rule, ok: schema.safeParse(params).success }).toEqual({
          rule,
          ok: true,
        });
      }
    }
  });
});
