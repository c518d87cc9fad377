import { upstreamRequest } from '../transport/__testUtils__/upstreamRequest';
import { activeServer } from '../__testUtils__/documents';
import type { CallCredential } from '../credentials/CallCredential';
import { credentialHolds } from './credentialHolds';
import type { Call } from './types';

const URL = 'https://orders.example/mcp';

describe('credentialHolds', () => {
  let holds: () => Promise<boolean>;
  const stage = credentialHolds({ providers: { holds: () => holds() } });
  const { call: plain } = upstreamRequest();
  const credential = {
    headers: {},
    request: { upstreamUrl: URL },
  } as unknown as CallCredential;
  const call = (url = URL): Call => ({
    ...plain,
    credential,
    document: { ...activeServer('orders', url), version: 1, sequence: 1 },
  });
  beforeEach(() => {
    holds = async () => true;
  });

  it('lets go on what has no credential, and what still has it', async () => {
    expect(await stage(plain)).toMatchObject({ kind: 'continue' });
    expect(await stage(call())).toMatchObject({ kind: 'continue' });
  });

  it('ends what was taken back, and what cannot be known', async () => {
    holds = async () => false;
    expect(await stage(call())).toMatchObject({ kind: 'deny' });
    holds = async () => {
      throw new Error('The database is away');
    };
    await expect(stage(call())).rejects.toThrow('away');
  });

  it('C2: ends what goes to an address that is the server’s no more', async () => {
    expect(await stage(call('https://moved.example/mcp'))).toMatchObject({
      kind: 'deny',
    });
    expect(await stage({ ...call(), document: undefined })).toMatchObject({
      kind: 'deny',
    });
  });
});
