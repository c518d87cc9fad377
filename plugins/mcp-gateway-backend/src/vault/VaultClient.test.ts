import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { EgressGuard } from '../egress/EgressGuard';
import {
  createTokenFetch,
  type TokenFetch,
} from '../exchange/createTokenFetch';
import { type StandInVault, startVault } from './__testUtils__/startVault';
import { VaultClient } from './VaultClient';

const TOKEN = 'hvs.a-token-of-the-gateway';
const schema = z.object({ data: z.object({ data: z.object({}) }) });

describe('VaultClient', () => {
  let folder: string;
  let tokenFile: string;
  let vault: StandInVault;
  let fetch: TokenFetch;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vault-'));
    tokenFile = join(folder, 'token');
    vault = await startVault(TOKEN);
    vault.secrets.set('secret/orders', { key: 'a' });
    fetch = createTokenFetch({
      guard: EgressGuard.create({ allowedHosts: ['127.0.0.1'] }),
      timeoutMs: 500,
    });
  });
  beforeEach(async () => {
    vault.outage = 'none';
    await writeFile(tokenFile, `${TOKEN}\n`);
  });
  afterAll(async () => {
    await fetch.close();
    await vault.stop();
    await rm(folder, { recursive: true });
  });

  const ask = async (path = 'secret/data/orders', address = vault.url) =>
    await VaultClient.create({
      settings: { address, tokenFile },
      fetch: (url, init) => fetch.fetch(url, init),
    }).ask({ schema, method: 'GET', path });

  it('asks with the token that the file holds now', async () => {
    expect(await ask()).toEqual({ data: { data: {} } });
    await writeFile(tokenFile, 'another');
    await expect(ask()).rejects.toMatchObject({
      kind: 'refused',
      message: 'Vault answered 403',
    });
  });

  it('tells what is not there from what is not there now', async () => {
    await expect(ask('secret/data/gone')).rejects.toMatchObject({
      kind: 'refused',
      message: 'Vault answered 404',
    });
    vault.outage = 'sealed';
    await expect(ask()).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'Vault answered 503',
    });
    vault.outage = 'silent';
    await expect(ask()).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('goes nowhere that the operator has not opened', async () => {
    await expect(ask(undefined, 'http://10.0.0.1')).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'Vault did not answer',
    });
  });

  it.each([
    ['two lines', `${TOKEN}\nsecond`],
    ['nothing', ' \n'],
    ['a header of its own', `${TOKEN}\r\nx: y`],
  ])('C6: quotes no token that does not fit a header: %s', async (_, text) => {
    await writeFile(tokenFile, text);
    const asked = vault.asked.length;
    const error = await ask().catch((caught: Error) => caught);
    expect(error).toMatchObject({ kind: 'unavailable' });
    expect(JSON.stringify([error, String(error)])).not.toContain('hvs.');
    expect(vault.asked).toHaveLength(asked);
  });

  it('says so where there is no file', async () => {
    await rm(tokenFile);
    await expect(ask()).rejects.toThrow('holds no token of Vault');
  });
});
