import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { readScannerSettings } from './readScannerSettings';

const read = (scanner: JsonObject) =>
  readScannerSettings(
    mockServices.rootConfig({
      data: { mcpRegistry: { scanners: [scanner] } },
    }),
    { severity: { failAt: 'high', warnAt: 'low', unknown: 'medium' } },
  )[0];

describe('readScannerSettings', () => {
  it('reads a command and a service', () => {
    expect(
      read({ id: 'a', command: ['/opt/scan', '{output}'], kinds: ['npm'] }),
    ).toMatchObject({
      ...{ kind: 'command', kinds: ['npm'], exitCodes: [0], title: 'a' },
      command: ['/opt/scan', '{output}'],
    });
    const url = 'https://scan.example/api/v1';
    const service = read({ id: 'b', url, auth: { token: 'secret' } });
    expect(service).toMatchObject({
      ...{ kind: 'http', url: new URL(`${url}/`) },
      headers: { authorization: 'Bearer secret' },
    });
    expect(read({ id: 'b', url }).fingerprint).toBe(service.fingerprint);
    expect(read({ id: 'b', url, version: '2' }).fingerprint).not.toBe(
      service.fingerprint,
    );
  });

  const id = 'a';
  it.each<[string, JsonObject, string]>([
    ['neither', { id }, 'either a command or a url'],
    ['a program by its name', { id, command: ['scan'] }, 'whole path'],
    ['no command', { id, command: [] }, 'whole path'],
    [
      'a password in an address',
      { id, url: 'https://a:b@c.example' },
      'without name',
    ],
    [
      'two secrets',
      { id, url: 'https://c.example', auth: { token: 'a', apiKey: 'b' } },
      'more than one way',
    ],
    ['an unknown kind', { id, command: ['/x'], kinds: ['cargo'] }, 'cargo'],
    ['no id', { id: 'A b', command: ['/x'] }, 'A b'],
    ['odd exit codes', { id, command: ['/x'], exitCodes: [-1] }, 'exitCodes'],
    ['no bound', { id, command: ['/x'], maxMebibytes: 0 }, 'maxMebibytes'],
  ])('refuses %s', (_, scanner, why) => {
    expect(() => read(scanner)).toThrow(why);
  });
});
