/** @jest-environment node */
import { readApprovalPolicy } from './readApprovalPolicy';

const rule = (over: object = {}) => ({
  id: 'r',
  anyOf: [{ id: 'a', by: [{ who: 'owner' }] }],
  ...over,
});
const policy = (...rules: object[]) => ({
  id: 'company',
  mode: 'enforce',
  rules,
});
const own = (when: object, over: object = {}) =>
  rule({ anyOf: [{ id: 'a', by: [{ who: 'rule' }] }], when, ...over });

describe('readApprovalPolicy', () => {
  it('names a policy by all that it says, whatever the order of its keys', async () => {
    const one = await readApprovalPolicy(policy(rule()), 'here');
    const same = await readApprovalPolicy(
      { rules: [rule()], mode: 'enforce', id: 'company' },
      'there',
    );
    expect(one.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(same.digest).toBe(one.digest);
    for (const other of [
      { ...policy(rule()), mode: 'observe' },
      policy(rule({ insteadOfReview: true })),
      policy(rule({ when: { risk: ['low'] } })),
      policy(rule({ anyOf: [{ id: 'a', by: [{ who: 'owner', count: 2 }] }] })),
    ]) {
      const { digest } = await readApprovalPolicy(other, 'here');
      expect(digest).not.toBe(one.digest);
    }
  });

  it.each<[string, unknown, string]>([
    ['no object', 7, 'Invalid input'],
    ['no rules', policy(), 'rules'],
    ['a key that nobody knows', policy(rule({ whn: {} })), 'whn'],
    ['the registry’s own name', { ...policy(rule()), id: 'sallyport' }, 'id'],
    ['a mode that there is not', { ...policy(rule()), mode: 'off' }, 'mode'],
    [
      'a group without its kind',
      policy(rule({ anyOf: [{ id: 'a', by: [{ who: 'security' }] }] })),
      'rules.0.anyOf.0.by.0.who',
    ],
    ['two rules of one id', policy(rule(), rule()), 'two rules'],
    [
      'a pattern that is none',
      policy(
        rule({ anyOf: [{ id: 'a', by: [{ who: 'owner' }], ticket: '(' }] }),
      ),
      'no pattern',
    ],
    ['a rule of its own for anything', policy(own({})), 'onlyChanges'],
    [
      'a rule of its own for a new server',
      policy(own({ onlyChanges: ['version', 'new-server'] })),
      'new-server',
    ],
    [
      'a rule of its own where a check was not done',
      policy(
        own({ onlyChanges: ['version'], checks: { origin: ['missing'] } }),
      ),
      'could not be checked',
    ],
    [
      'less where a check could not be done',
      policy(
        rule({ insteadOfReview: true, when: { checks: { a: ['error'] } } }),
      ),
      'could not be checked',
    ],
    [
      'a ticket of a rule',
      policy(
        own(
          { onlyChanges: ['version'] },
          { anyOf: [{ id: 'a', by: [{ who: 'rule' }], ticket: 'x' }] },
        ),
      ),
      'no ticket',
    ],
    [
      'handing over to nobody',
      policy(rule({ time: [{ afterHours: 1, do: 'hand-over' }] })),
      'to whom',
    ],
    [
      'steps that run backwards',
      policy(
        rule({
          time: [
            { afterHours: 2, do: 'remind' },
            { afterHours: 1, do: 'remind' },
          ],
        }),
      ),
      'one after the other',
    ],
    [
      'a reminder after the end',
      policy(
        rule({
          time: [
            { afterHours: 1, do: 'close' },
            { afterHours: 2, do: 'remind' },
          ],
        }),
      ),
      'after close',
    ],
  ])('refuses %s, and says where', async (_what, written, said) => {
    await expect(readApprovalPolicy(written, 'here')).rejects.toThrow(said);
    await expect(readApprovalPolicy(written, 'here')).rejects.toThrow('here');
  });
});
