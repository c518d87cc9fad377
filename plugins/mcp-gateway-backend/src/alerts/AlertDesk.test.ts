import type { BackstageUserPrincipal } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ActiveStops } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { exampleCall } from '../evidence/__testUtils__/exampleCall';
import { AlertDesk } from './AlertDesk';
import type { Reaction } from './reactions/types';
import type { Alert } from './types';

const caller = (name: string) => ({
  credentials: mockCredentials.user(`user:default/${name}`),
  userEntityRef: `user:default/${name}`,
});
const alert = (over: Partial<Alert> = {}): Alert => ({
  ...{ id: 'a1', detector: 'decoy', severity: 'critical', state: 'open' },
  ...{ who: 'user:default/alice', serverRef: 'api:default/orders' },
  ...{ owner: 'group:default/data-platform', values: { tool: 'dump' } },
  ...{ calls: ['c1'], fingerprint: 'critical', times: 1 },
  firstAt: '2026-11-29T08:00:00.000Z',
  lastAt: '2026-11-29T08:00:00.000Z',
  changedAt: '2026-11-29T08:00:00.000Z',
  ...over,
});

const GROUPS: Record<string, string[]> = {
  'user:default/bob': ['group:default/data-platform'],
  'user:default/carol': ['group:default/security'],
};

const reaction = (id: string, stop: string): Reaction => ({
  ...{ id, alertId: 'a1', round: 0, kind: 'pause-grant', state: 'done' },
  rule: {
    ...{ name: 'decoys', version: '0123456789ab', detectors: ['decoy'] },
    ...{ from: 'high', reactions: ['pause-grant'], seconds: 3_600 },
    ...{ mode: 'enforce', exceptServers: [], exceptGroups: [] },
    ...{ groupGrants: false, liftWhenRetracted: true },
  },
  ...{ targets: [{ subject: 'g1' }], stops: [stop], tries: 0 },
  ...{ plannedAt: 0, changedAt: '2026-11-29T08:00:00.000Z' },
});

describe('AlertDesk', () => {
  const done = new Map([
    ['a1', [reaction('r1', 'holds'), reaction('r2', 'lifted')]],
  ]);
  const stops = ActiveStops.from([
    { id: 'holds', kind: 'grant', subject: 'g1' },
    {
      ...{ id: 'over', kind: 'grant', subject: 'g1' },
      endsAt: '2026-11-29T08:30:00.000Z',
    },
  ]);
  const list = jest.fn(async () => ({ items: [alert()] }));
  const get = jest.fn(async (): Promise<Alert | undefined> => alert());
  const act = jest.fn(async () => true);
  const desk = (options: { auditor?: string; isOff?: boolean } = {}) => {
    let name = '';
    const made = AlertDesk.create({
      alerts: { list, get, historyOf: async () => [] },
      actions: { act },
      verdicts: { take: jest.fn() },
      reactions: { of: async () => done },
      directory: { stops: () => stops },
      clock: () => Date.parse('2026-11-29T09:00:00.000Z'),
      calls: { get: async () => exampleCall({ grantId: 'g1' }) },
      userInfo: {
        getUserInfo: async ({ principal }: any) => {
          name = principal.userEntityRef;
          return {
            userEntityRef: name,
            ownershipEntityRefs: GROUPS[name] ?? [],
          };
        },
      },
      permissions: mockServices.permissions.mock({
        authorize: async (questions, given) => {
          const asked =
            given && 'credentials' in given ? given.credentials : undefined;
          const { userEntityRef } = asked?.principal as BackstageUserPrincipal;
          return questions.map(() => ({
            result:
              userEntityRef === `user:default/${options.auditor}`
                ? AuthorizeResult.ALLOW
                : AuthorizeResult.DENY,
          }));
        },
      }),
      config: mockServices.rootConfig({
        data: {
          permission: { enabled: !options.isOff },
          mcpRegistry: { approverGroups: ['group:default/security'] },
        },
      }),
    });
    return made;
  };
  beforeEach(() => jest.clearAllMocks());

  it('says what rules have done, and whether that holds still', async () => {
    const { items } = await desk().list(caller('bob'), {});
    expect(
      items[0].reactions?.map(({ id, rule, isInForce }) => [
        ...[id, rule, isInForce],
      ]),
    ).toEqual([
      ['r1', 'decoys', true],
      ['r2', 'decoys', false],
    ]);
  });

  it('shows owners what is about their servers, and those who read the audit everything', async () => {
    await desk().list(caller('bob'), { state: 'pending', serverRef: 'orders' });
    expect(list).toHaveBeenLastCalledWith({
      states: ['open', 'acknowledged'],
      serverRef: 'api:default/orders',
      owners: ['user:default/bob', 'group:default/data-platform'],
      limit: 25,
    });
    await desk({ auditor: 'carol' }).list(caller('carol'), {});
    expect(list).toHaveBeenLastCalledWith({ limit: 25 });
  });

  it('without a permission policy, shows everything to the review team alone', async () => {
    await desk({ isOff: true }).list(caller('carol'), {});
    expect(list).toHaveBeenLastCalledWith({ limit: 25 });
    await desk({ isOff: true }).list(caller('alice'), {});
    expect(list).toHaveBeenLastCalledWith({
      ...{ owners: ['user:default/alice'], limit: 25 },
    });
  });

  it('says neither whose alert it is not, nor that there is one', async () => {
    const mine = desk();
    const refusal = 'There is no such alert, or you may not see it';
    await expect(mine.get(caller('alice'), 'a1')).rejects.toThrow(refusal);
    get.mockResolvedValueOnce(undefined);
    await expect(mine.get(caller('bob'), 'a1')).rejects.toThrow(refusal);
    // About nobody's server: for those who look after all.
    get.mockResolvedValueOnce(
      alert({ owner: undefined, serverRef: undefined }),
    );
    await expect(mine.get(caller('bob'), 'a1')).rejects.toThrow(refusal);
    await expect(
      mine.act(caller('alice'), 'a1', { action: 'dismiss', reason: 'x' }),
    ).rejects.toThrow(refusal);
    expect(act).not.toHaveBeenCalled();
  });

  it('shows it in words, with the grants behind its calls, and nothing of how it works inside', async () => {
    const { alert: shown, grantIds } = await desk().get(caller('bob'), 'a1');
    expect(grantIds).toEqual(['g1']);
    expect(shown.text).toBe('Called dump, which nobody should call.');
    expect(Object.keys(shown)).not.toContain('fingerprint');
    expect(Object.keys(shown)).not.toContain('owner');
  });

  it('takes a word with a reason, and says so when somebody was faster', async () => {
    const mine = desk();
    for (const action of ['resolve', 'dismiss', 'reopen'] as const) {
      await expect(
        mine.act(caller('bob'), 'a1', { action, reason: ' ' }),
      ).rejects.toThrow('Say why');
    }
    await mine.act(caller('bob'), 'a1', { action: 'acknowledge' });
    await mine.act(caller('bob'), 'a1', {
      action: 'dismiss',
      reason: ' A test ',
    });
    expect(act).toHaveBeenLastCalledWith('a1', {
      ...{ action: 'dismiss', by: 'user:default/bob', reason: 'A test' },
    });
    act.mockResolvedValueOnce(false);
    await expect(
      mine.act(caller('bob'), 'a1', { action: 'acknowledge' }),
    ).rejects.toThrow('in another state by now');
  });
});
