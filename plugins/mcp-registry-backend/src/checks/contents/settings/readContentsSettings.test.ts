import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { readContentsSettings } from './readContentsSettings';

const read = (contents?: JsonObject) =>
  readContentsSettings(
    mockServices.rootConfig({
      data: { mcpRegistry: contents ? { contents } : {} },
    }),
  );

describe('readContentsSettings', () => {
  it('goes by nothing without configuration', () => {
    expect(read()).toMatchObject({
      osv: [],
      vex: [],
      severity: { failAt: 'high', warnAt: 'low', unknown: 'medium' },
      licences: { denied: [] },
      maxDataAgeHours: 72,
    });
  });

  it('reads sources, and has another fingerprint for what changes verdicts', () => {
    const settings = read({
      osv: [
        { name: 'folder', directory: './osv' },
        {
          ...{ name: 'web', url: 'https://bucket.example/all.zip?sig=abc' },
          ...{ token: 'secret', ageBy: 'file' },
          alsoAsks: ['https://blobs.example'],
        },
      ],
      vex: [{ name: 'ours', directory: './vex', servers: ['default/orders'] }],
    });
    expect(settings.osv).toEqual([
      { name: 'folder', directory: './osv', ageBy: 'content', alsoAsks: [] },
      {
        ...{ name: 'web', token: 'secret', ageBy: 'file' },
        url: new URL('https://bucket.example/all.zip?sig=abc'),
        alsoAsks: ['https://blobs.example'],
      },
    ]);
    expect(settings.vex[0].servers).toEqual(['api:default/orders']);
    expect(settings.fingerprint).not.toBe(read().fingerprint);
    const strict = read({ severity: { failAt: 'low' } });
    expect(strict.fingerprint).not.toBe(read().fingerprint);
    expect(read({ refreshMinutes: 5 }).fingerprint).toBe(read().fingerprint);
  });

  const source = { name: 'a', directory: './osv' };
  it.each<[string, JsonObject, string]>([
    [
      'two places',
      { osv: [{ ...source, url: 'https://a.example' }] },
      'either',
    ],
    ['no place', { osv: [{ name: 'a' }] }, 'either'],
    ['one name twice', { vex: [source, source] }, 'each is another'],
    ['a name that is none', { osv: [{ ...source, name: 'A b' }] }, 'A b'],
    [
      'a password in an address',
      { osv: [{ name: 'a', url: 'https://a:b@c.example' }] },
      'without name and password',
    ],
    [
      'no web address',
      { osv: [{ name: 'a', url: 'file:///etc' }] },
      'https://',
    ],
    ['an age by nothing', { osv: [{ ...source, ageBy: 'trust' }] }, 'ageBy'],
    ['no severity', { severity: { failAt: 'bad' } }, 'failAt'],
    [
      'a warning after the failure',
      { severity: { failAt: 'low', warnAt: 'high' } },
      'warns later',
    ],
    ['no licence', { licences: { denied: ['evil'] } }, 'evil'],
    ['no age', { maxDataAgeHours: 0 }, 'maxDataAgeHours'],
  ])('refuses %s', (_, contents, why) => {
    expect(() => read(contents)).toThrow(why);
  });
});
