import type { CallCredential } from '../credentials/CallCredential';
import { hostedServer } from './__testUtils__/hostedServer';
import { RuntimeSecrets } from './RuntimeSecrets';
import { targetOf } from './types';

const scope = { kind: 'everybody' } as const;
const secretsOf = (...names: string[]) => {
  const document = {
    ...hostedServer('notes', { identifier: 'scripted' }),
    version: 1 as const,
    sequence: 1,
  };
  const target = targetOf(document)!;
  const secrets = Object.fromEntries(
    names.map(name => [
      name.toUpperCase(),
      { secret: name, as: 'env' as const },
    ]),
  );
  return {
    ...target,
    hosted: { ...target.hosted, profile: { sallyport: { secrets } } },
  };
};

const says = (words: string) => ({
  refusal: { text: expect.stringContaining(words) },
});

describe('RuntimeSecrets', () => {
  const secrets = RuntimeSecrets.create({ secrets: new Map() });

  it('needs no value for a secret that the driver brings to that server', async () => {
    const asked: string[][] = [];
    const driver = {
      bringsSecret: (...question: string[]) => {
        asked.push(question);
        return question[0] === 'vault';
      },
    };
    const target = secretsOf('vault');
    const { values } = await secrets.resolve({ target, scope, driver });
    expect(values).toEqual({});
    expect(asked).toEqual([['vault', target.serverRef]]);
    await expect(
      secrets.resolve({ target: secretsOf('vault', 'other'), scope, driver }),
    ).rejects.toMatchObject(says("no secret 'other'"));
    await expect(secrets.resolve({ target, scope })).rejects.toMatchObject(
      says("no secret 'vault'"),
    );
  });

  it("gives nothing of the gateway's signed word at the start: it comes with each message", async () => {
    const credential = {
      request: { config: { type: 'signed-assertion' } },
      secrets: ['eyJ.eyJ.sig'],
    } as unknown as CallCredential;
    for (const kind of ['everybody', 'person'] as const) {
      const whose =
        kind === 'person' ? { kind, person: 'user:default/alice' } : { kind };
      const given = { scope: whose, credential };
      const { values } = await secrets.resolve({
        ...given,
        target: secretsOf(),
      });
      expect(values).toEqual({});
      await expect(
        secrets.resolve({ ...given, target: secretsOf('credential') }),
      ).rejects.toMatchObject(says('comes with each message'));
    }
  });

  it("C6: never takes a driver's secret for a person's own credential", async () => {
    const driver = { bringsSecret: () => true };
    await expect(
      secrets.resolve({ target: secretsOf('credential'), scope, driver }),
    ).rejects.toMatchObject(says('has no credential'));
  });
});
