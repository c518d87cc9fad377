import { mockServices } from '@backstage/backend-test-utils';
import { readAccessPolicies } from './readAccessPolicies';

const rule = { id: 'r', anyOf: [{ id: 'a', by: [{ who: 'owner' }] }] };
const policy = (id: string, over: object = {}) => ({
  ...{ id, mode: 'enforce' },
  rules: [{ ...rule, ...over }],
});
const read = async (accessPolicies: unknown, hasFreshSignIn = false) =>
  await readAccessPolicies(
    mockServices.rootConfig({
      data: { mcpRegistry: { approvals: { accessPolicies } } } as never,
    }),
    { taken: ['company'], hasFreshSignIn },
  );

describe('readAccessPolicies', () => {
  it('has none where nothing is configured', async () => {
    const config = mockServices.rootConfig({ data: {} });
    const options = { taken: [], hasFreshSignIn: false };
    expect(await readAccessPolicies(config, options)).toEqual([]);
  });

  it('reads them with their versions', async () => {
    expect(await read([policy('one'), policy('two')])).toMatchObject([
      { id: 'one', digest: expect.stringMatching(/^sha256:/) },
      { id: 'two' },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['what is no list', 'none', 'accessPolicies[0]'],
    ['a bad one', [policy('one'), { id: 'two' }], 'accessPolicies[1]'],
    ['two of one id', [policy('one'), policy('one')], 'called one'],
    ['the id of one about revisions', [policy('company')], 'called company'],
    [
      'a fresh sign-in that nobody can give',
      [policy('one', { freshSignIn: true })],
      'mcpRegistry.freshSignIn is not configured',
    ],
    [
      'a rule that decides by itself without a limit',
      [policy('one', { anyOf: [{ id: 'a', by: [{ who: 'rule' }] }] })],
      'rules.r: a rule that approves by itself says when.risk',
    ],
  ])('refuses %s, and says which', async (_what, config, said) => {
    await expect(read(config)).rejects.toThrow(said);
  });

  it('takes a fresh sign-in where people can sign in again', async () => {
    const policies = [policy('one', { freshSignIn: true })];
    await expect(read(policies, true)).resolves.toHaveLength(1);
  });
});
