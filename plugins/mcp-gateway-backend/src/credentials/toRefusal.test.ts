import { toRefusal } from './toRefusal';

const ALICE = 'user:default/alice';
const AGENT = { ref: 'component:default/agent', kind: 'agent' } as const;
const needed = { kind: 'needs-sign-in', why: 'You have no key.' } as const;

describe('toRefusal', () => {
  it('sends people where they can do something about it', () => {
    const principal = { userRef: ALICE };
    expect(toRefusal(needed, { principal })).toEqual({
      reason: 'credential.needs-sign-in',
      refusal: { text: 'You have no key.', connectPath: '/ai-tools/my-access' },
    });
    expect(
      toRefusal({ ...needed, connectPath: '/here' }, { principal }),
    ).toMatchObject({ refusal: { connectPath: '/here' } });
    // An agent that acts for them can show it to them.
    expect(
      toRefusal(needed, { principal: { userRef: ALICE, actor: AGENT } }),
    ).toMatchObject({ reason: 'credential.needs-sign-in' });
  });

  it('asks no agent to link a person’s account', () => {
    const principal = { userRef: AGENT.ref, actor: AGENT };
    expect(toRefusal(needed, { principal })).toMatchObject({
      reason: 'credential.misconfigured',
      refusal: { text: expect.stringContaining('agent') },
    });
  });

  it('says when to try again, and whom to tell', () => {
    const whose = { principal: { userRef: ALICE } };
    expect(toRefusal({ kind: 'unavailable' }, whose)).toEqual({
      reason: 'credential.unavailable',
      refusal: { retryAfterSeconds: 5 },
    });
    expect(toRefusal({ kind: 'misconfigured', text: 'Why.' }, whose)).toEqual({
      reason: 'credential.misconfigured',
      refusal: { text: 'Why.' },
    });
  });
});
