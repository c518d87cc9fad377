import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readAssertionAudiences } from './readAssertionAudiences';
import { readSecretSettings } from './readSecretSettings';

describe('what the configuration says of credentials', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  const file = join(folder, 'key');
  const empty = join(folder, 'empty');
  writeFileSync(file, 's3cret\n');
  writeFileSync(empty, ' \n');
  afterAll(() => rmSync(folder, { recursive: true }));

  const config = (credentials: JsonObject) =>
    new ConfigReader({ mcpGateway: { credentials } });
  const read = (key: JsonObject) =>
    readSecretSettings(config({ secrets: { key } })).get('key');
  const servers = ['orders', 'api:team/Billing'];
  const normalized = new Set(['api:default/orders', 'api:team/billing']);

  it('reads secrets from three places', () => {
    expect(readSecretSettings(new ConfigReader({})).size).toBe(0);
    expect(read({ value: ' s3cret ', servers })).toEqual({
      servers: normalized,
      place: { kind: 'value', value: 's3cret' },
    });
    expect(read({ file, servers })?.place).toEqual({ kind: 'file', file });
    expect(
      read({ vault: { path: 'team/orders', field: 'key' }, servers })?.place,
    ).toEqual({
      kind: 'vault',
      mount: 'secret',
      path: 'team/orders',
      field: 'key',
    });
  });

  it.each<[string, JsonObject]>([
    ['needs one of', { servers }],
    ['needs one of', { value: 'x', file, servers }],
    ['is empty', { value: ' ', servers }],
    ['is empty', { file: empty, servers }],
    ['ENOENT', { file: join(folder, 'none'), servers }],
    ['names no server', { value: 'x', servers: [] }],
    ['vault.path', { vault: { path: '../sys', field: 'key' }, servers }],
    [
      'vault.mount',
      { vault: { mount: 'a?', path: 'a', field: 'key' }, servers },
    ],
    ['field', { vault: { path: 'a' }, servers }],
  ])('a mistake stops the start: %s', (text, key) => {
    expect(() => read(key)).toThrow(text);
  });

  it('reads which audiences which servers may have', () => {
    const audiences = (list: JsonObject[]) =>
      readAssertionAudiences(config({ assertions: { audiences: list } }));
    expect(
      audiences([
        { audience: 'urn:a', servers: ['orders'] },
        { audience: 'urn:a', servers: ['api:team/Billing'] },
      ]),
    ).toEqual(new Map([['urn:a', normalized]]));
    expect(() => audiences([{ audience: 'urn:a', servers: [] }])).toThrow(
      'urn:a names no server',
    );
  });
});
