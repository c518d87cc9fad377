import { mockServices } from '@backstage/backend-test-utils';
import { idleMsOf, readRuntimeSettings } from './readRuntimeSettings';

const read = (runtimes: object) =>
  readRuntimeSettings(
    mockServices.rootConfig({ data: { mcpGateway: { runtimes } } }),
  );

describe('readRuntimeSettings', () => {
  it('has one time without use for all, and others for single servers', () => {
    const settings = read({
      idleMinutes: 10,
      servers: [{ serverRef: 'API:Default/Notes', idleMinutes: 240 }],
    });
    expect(idleMsOf(settings, 'api:default/notes')).toBe(240 * 60_000);
    expect(idleMsOf(settings, 'api:default/orders')).toBe(600_000);
    expect(idleMsOf(read({}), 'api:default/orders')).toBe(900_000);
  });

  it.each([
    ['no time', [{ serverRef: 'api:default/a', idleMinutes: 0 }], 'more than'],
    ['half a ref', [{ serverRef: 'notes', idleMinutes: 1 }], "'notes' is not"],
    ['no server', [{ idleMinutes: 1 }], 'serverRef'],
    [
      'the same twice',
      [
        { serverRef: 'api:default/a', idleMinutes: 1 },
        { serverRef: 'API:default/A', idleMinutes: 2 },
      ],
      'twice',
    ],
  ])('refuses %s', (_, servers, words) => {
    expect(() => read({ servers })).toThrow(words);
  });
});
