import type { CallCredential } from '../../credentials/CallCredential';
import { ASSERTION_META } from '../../credentials/ASSERTION_META';
import type { CredentialAnswer } from '../../credentials/CredentialProviders';
import { MessageVouching } from './MessageVouching';
import type { WireMessage } from './WireMessage';

const message: WireMessage = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'echo', _meta: { [ASSERTION_META]: 'forged' } },
};

describe('MessageVouching', () => {
  const credentialOf = (type: string, secrets: string[]) =>
    ({
      secrets,
      request: { config: { type }, principal: { userRef: 'user:default/a' } },
    } as unknown as CallCredential);
  let asked: CallCredential[];
  let concealed: string[];
  let now: CredentialAnswer;

  beforeEach(() => {
    asked = [];
    concealed = [];
  });

  const vouch = async (credential?: CallCredential) =>
    await MessageVouching.create({
      providers: {
        renewed: async one => {
          asked.push(one);
          return now;
        },
      },
    }).vouch(message, credential, {
      conceal: assertion => concealed.push(assertion),
    });

  it('writes the word that holds now, and has it masked from then on', async () => {
    const old = credentialOf('signed-assertion', ['old']);
    now = {
      kind: 'given',
      credential: credentialOf('signed-assertion', ['new']),
    };
    const { params } = await vouch(old);
    expect(params).toEqual({
      name: 'echo',
      _meta: { [ASSERTION_META]: 'new' },
    });
    expect(asked).toEqual([old]);
    expect(concealed).toEqual(['new']);
  });

  it.each([undefined, 'static', 'personal-key', 'user-oauth', 'id-jag'])(
    'writes none for a credential of the type %s, and leaves none of somebody else',
    async type => {
      const { params } = await vouch(
        type ? credentialOf(type, ['k']) : undefined,
      );
      expect(params).toEqual({ name: 'echo', _meta: {} });
      expect(asked).toEqual([]);
      expect(concealed).toEqual([]);
    },
  );

  it.each<[CredentialAnswer, string]>([
    [{ kind: 'misconfigured', text: 'No.' }, 'credential.misconfigured'],
    [{ kind: 'unavailable' }, 'credential.unavailable'],
    [{ kind: 'none' }, 'upstream.credential-refused'],
  ])(
    'writes nothing where there is none any more: %p',
    async (answer, reason) => {
      now = answer;
      await expect(
        vouch(credentialOf('signed-assertion', ['old'])),
      ).rejects.toMatchObject({ reason });
      expect(concealed).toEqual([]);
    },
  );

  it('writes no half of something that is more than one word', async () => {
    now = {
      kind: 'given',
      credential: credentialOf('signed-assertion', ['one', 'two']),
    };
    await expect(
      vouch(credentialOf('signed-assertion', ['old'])),
    ).rejects.toThrow('something else than one word');
  });
});
