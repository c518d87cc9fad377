import { ConfigReader } from '@backstage/config';
import { readTransitKey } from './readTransitKey';
import { readVaultPath } from './readVaultPath';
import { readVaultSettings } from './readVaultSettings';

describe('where Vault is and what is there', () => {
  it.each(['secret', 'team/orders', '/team/orders-1/', 'v1.2/key_3'])(
    'takes %p for a path',
    path => {
      expect(readVaultPath(path, 'at')).toBe(path.replace(/^\/|\/$/g, ''));
    },
  );

  it.each(['', '/', 'a//b', '../sys/seal', 'a/../b', '.', 'a?b', 'a b', 'a#b'])(
    'takes nothing that leads elsewhere: %p',
    path => {
      expect(() => readVaultPath(path, 'mcpGateway.here')).toThrow(
        'mcpGateway.here must be names',
      );
    },
  );

  const read = (vault: object) =>
    readVaultSettings(new ConfigReader({ mcpGateway: { vault } }));

  it('reads one address for everything', () => {
    expect(readVaultSettings(new ConfigReader({}))).toBeUndefined();
    expect(
      read({ address: 'https://vault.example/', tokenFile: '/token' }),
    ).toEqual({ address: 'https://vault.example', tokenFile: '/token' });
    expect(() => read({ address: 'file:///x', tokenFile: '/token' })).toThrow(
      'mcpGateway.vault.address must be an http(s) address',
    );
  });

  it('reads which key wraps', () => {
    const of = (vault: object) =>
      readTransitKey(
        new ConfigReader({ mcpGateway: { encryption: { vault } } }),
      );
    expect(readTransitKey(new ConfigReader({}))).toBeUndefined();
    expect(of({ key: 'sallyport' })).toEqual({
      mount: 'transit',
      key: 'sallyport',
    });
    expect(() => of({ key: '../other' })).toThrow('encryption.vault.key');
  });
});
