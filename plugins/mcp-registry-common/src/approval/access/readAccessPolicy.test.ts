/** @jest-environment node */
import { readAccessPolicy } from './readAccessPolicy';

const rule = { id: 'r', anyOf: [{ id: 'a', by: [{ who: 'owner' }] }] };
const itself = [{ id: 'itself', by: [{ who: 'rule' }] }];
const when = { risk: ['low'], onlyEffects: ['reads'], daysUpTo: 7 };
const read = async (over: object, policy: object = {}) =>
  await readAccessPolicy(
    { id: 'p', mode: 'enforce', rules: [{ ...rule, ...over }], ...policy },
    'x[0]',
  );

describe('readAccessPolicy', () => {
  it('fills in what can be left out, and names the version by what it says', async () => {
    const one = await read({});
    expect(one.rules[0]).toMatchObject({
      insteadOfOwner: false,
      freshSignIn: false,
      time: [],
      anyOf: [{ by: [{ count: 1 }] }],
    });
    expect((await read({})).digest).toBe(one.digest);
    expect((await read({ maxDays: 3 })).digest).not.toBe(one.digest);
  });

  it('takes a rule that approves by itself and says of what', async () => {
    await expect(read({ anyOf: itself, when })).resolves.toBeDefined();
  });

  it.each<[object, string]>([
    [{ anyOf: itself }, 'says when.risk'],
    [{ anyOf: itself, when: { risk: ['low'] } }, 'says when.onlyEffects'],
    [
      { anyOf: itself, when: { ...when, daysUpTo: undefined } },
      'says when.daysUpTo',
    ],
    [{ anyOf: itself, when, freshSignIn: true }, 'a rule does not sign in'],
    [{ when: { daysUpTo: 3, daysOver: 3 } }, 'nothing is over daysOver'],
    [{ when: { risk: ['tiny'] } }, 'rules.0.when.risk.0'],
    [{ when: { changes: ['version'] } }, 'rules.0.when'],
    [{ insteadOfReview: true }, 'rules.0'],
    [{ maxDays: 0 }, 'rules.0.maxDays'],
    [{ anyOf: [] }, 'rules.0.anyOf'],
    [
      { anyOf: [{ id: 'a', by: [{ who: 'owner' }], ticket: '(' }] },
      'ticket is no pattern',
    ],
    [
      {
        time: [
          { afterHours: 2, do: 'close' },
          { afterHours: 3, do: 'remind' },
        ],
      },
      'nothing comes after close',
    ],
  ])('refuses %j, and says where', async (over, said) => {
    await expect(read(over)).rejects.toThrow(said);
    await expect(read(over)).rejects.toThrow('The access policy at x[0]');
  });

  it('refuses the name of what the registry demands by itself, and two rules of one name', async () => {
    await expect(read({}, { id: 'sallyport' })).rejects.toThrow('id');
    await expect(read({}, { rules: [rule, rule] })).rejects.toThrow(
      'two rules',
    );
  });
});
