import { mockServices } from '@backstage/backend-test-utils';
import { readApprovalPolicies } from './readApprovalPolicies';

const rule = { id: 'r', anyOf: [{ id: 'a', by: [{ who: 'owner' }] }] };
const policy = (id: string) => ({
  id,
  mode: 'enforce' as const,
  rules: [rule],
});
const read = async (policies: unknown, fromCode: object[] = []) =>
  await readApprovalPolicies(
    mockServices.rootConfig({
      data: { mcpRegistry: { approvals: { policies } } } as never,
    }),
    fromCode as never,
  );

describe('readApprovalPolicies', () => {
  it('has none where nothing is configured', async () => {
    const config = mockServices.rootConfig({ data: {} });
    expect(await readApprovalPolicies(config, [])).toEqual([]);
  });

  it('reads those of the configuration and of modules in the same way', async () => {
    const [one, other] = await read([policy('one')], [policy('other')]);
    expect(one).toMatchObject({
      id: 'one',
      rules: [{ insteadOfReview: false, anyOf: [{ by: [{ count: 1 }] }] }],
    });
    expect(other.digest).not.toBe(one.digest);
  });

  it.each<[string, unknown, object[], string]>([
    ['what is no list', 'none', [], 'policies[0]'],
    ['a bad one', [policy('one'), { id: 'two' }], [], 'policies[1]'],
    ['a bad one of a module', [], [{ id: 'two' }], '“two” of a module'],
    [
      'two of one id',
      [policy('one')],
      [policy('one')],
      'two approval policies',
    ],
  ])('refuses %s, and says which', async (_what, config, code, said) => {
    await expect(read(config, code)).rejects.toThrow(said);
  });
});
