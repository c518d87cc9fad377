import { ConfigReader } from '@backstage/config';
import { NO_REVIEWS, readReviewSettings } from './readReviewSettings';

const read = (mcpRegistry: object) =>
  readReviewSettings(new ConfigReader({ mcpRegistry } as never));

describe('settings of reviews', () => {
  it('review nothing by themselves', () => {
    expect(read({})).toEqual({
      ...NO_REVIEWS,
      extension: { maxDays: 90, automatic: { tiers: [], maxDays: 7 } },
    });
  });

  it('fill in when silence gets louder', () => {
    expect(
      read({
        reviews: {
          tiers: { high: { everyDays: 90, escalateTo: ['security'] } },
        },
      }).tiers.high,
    ).toEqual({
      ...{ everyDays: 90, answerDays: 14, remindAfterDays: 7 },
      ...{ escalateAfterDays: 10.5, escalateTo: ['group:default/security'] },
    });
  });

  it.each([
    ['a tier that is none', { huge: { everyDays: 1 } }],
    ['no interval', { high: {} }],
    ['a negative interval', { high: { everyDays: -1 } }],
    [
      'an escalation after the end',
      { high: { everyDays: 1, answerDays: 5, escalateAfterDays: 5 } },
    ],
    [
      'a reminder after the escalation',
      { high: { everyDays: 1, remindAfterDays: 12 } },
    ],
  ])('are refused with %s', (_, tiers) => {
    expect(() => read({ reviews: { tiers } })).toThrow();
  });
});
