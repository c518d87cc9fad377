import { mockServices } from '@backstage/backend-test-utils';
import { readAlertSettings } from './readAlertSettings';

const read = (alerts?: object, mcpRegistry = {}) =>
  readAlertSettings(
    mockServices.rootConfig({
      data: { mcpRegistry, mcpGateway: { ...(alerts && { alerts }) } },
    }),
  );

describe('readAlertSettings', () => {
  it('is on without a word, and tells the groups that stop things', () => {
    expect(read(undefined, { stopGroups: ['group:default/Security'] })).toEqual(
      {
        ...{ enabled: true, off: new Set(), decoys: [], notifyFrom: 'medium' },
        ...{ recipients: ['group:default/security'], quiet: [], webhooks: [] },
        reactions: [],
      },
    );
  });

  it('reads all of it', () => {
    expect(
      read({
        detectorsOff: ['unusual-hour'],
        decoys: ['dump'],
        quiet: [{ from: '18:30', to: '07:00', days: ['sunday'] }],
        webhooks: [{ name: 'siem', url: 'https://siem.example/in' }],
      }),
    ).toMatchObject({
      off: new Set(['unusual-hour']),
      quiet: [{ from: 1110, to: 420, days: [0], below: 'high' }],
      webhooks: [{ name: 'siem', format: 'json', from: 'medium' }],
    });
  });

  it.each([
    [{ detectorsOff: ['moon'] }, 'detectorsOff must be one of first-use'],
    [{ notifyFrom: 'loud' }, 'notifyFrom must be one of low'],
    [
      { quiet: [{ from: '25:00', to: '07:00' }] },
      'quiet[0].from must be a time',
    ],
    [
      { quiet: [{ from: '18:00', to: '07:00', days: ['moonday'] }] },
      'quiet[0].days must be one of',
    ],
    [{ webhooks: [{ name: 'A b', url: 'https://x' }] }, 'webhooks[0].name'],
    [
      { webhooks: [{ name: 'a', url: 'nowhere' }] },
      'webhooks[0].url is no URL',
    ],
    [
      { webhooks: [{ name: 'a', url: 'https://x', secret: 'short' }] },
      'at least 16 characters',
    ],
    [
      {
        webhooks: [
          { name: 'a', url: 'https://x' },
          { name: 'a', url: 'https://y' },
        ],
      },
      'have the same name',
    ],
  ])('refuses %j', (alerts, message) => {
    expect(() => read(alerts)).toThrow(message);
  });
});
