import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { readBodySettings } from './readBodySettings';

const read = (bodies?: JsonObject) =>
  readBodySettings(
    mockServices.rootConfig({
      data: { mcpGateway: { audit: bodies && { bodies } } },
    }),
  );

describe('readBodySettings', () => {
  it('keeps nothing where nobody says so', () => {
    expect(read()).toEqual({
      bounds: { default: 'none', maximum: 'full', fullUpTo: 'internal' },
      retentionDays: 30,
    });
  });

  it.each([
    [{ default: 'all' }, 'must be one of none, redacted, full'],
    [{ fullUpTo: 'secret' }, 'must be one of public, internal'],
    [{ default: 'full', maximum: 'redacted' }, 'is more than'],
    [{ retentionDays: 0 }, 'must be between 1 and'],
    [{ retentionDays: 401 }, 'must be between 1 and'],
  ])('refuses %j', (bodies, why) => {
    expect(() => read(bodies)).toThrow(why);
  });
});
