import { mockServices } from '@backstage/backend-test-utils';
import {
  ALERT_SEVERITIES,
  DETECTOR_IDS,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import fc from 'fast-check';
import { aimReaction } from './aimReaction';
import { ruleFor } from './chooseReactions';
import { readReactionRules } from './readReactionRules';
import { retryAt } from './retryAt';
import { REACTION_KINDS, type ReactionRule } from './types';

const PEOPLE = [
  'user:default/alice',
  'user:default/bob',
  'component:default/a',
];
const GROUPS = ['group:default/web', 'group:default/ops'];
const SERVERS = ['api:default/orders', 'api:default/files'];
const maybe = <T>(all: readonly T[]) =>
  fc.option(fc.constantFrom(...all), { nil: undefined });

const anyRule: fc.Arbitrary<ReactionRule> = fc.record({
  ...{ name: fc.constant('r'), version: fc.constant('0123456789ab') },
  detectors: fc.subarray([...DETECTOR_IDS], { minLength: 1 }),
  from: fc.constantFrom(...ALERT_SEVERITIES),
  reactions: fc.subarray([...REACTION_KINDS], { minLength: 1 }),
  seconds: fc.integer({ min: 60, max: 100_000 }),
  mode: fc.constantFrom('observe' as const, 'enforce' as const),
  exceptServers: fc.subarray(SERVERS),
  exceptGroups: fc.subarray([...GROUPS, ...PEOPLE]),
  ...{ groupGrants: fc.boolean(), liftWhenRetracted: fc.boolean() },
});
const anyGrants = fc.array(
  fc.record({
    id: fc.uuid(),
    serverRef: fc.constantFrom(...SERVERS),
    subject: fc.constantFrom(...PEOPLE, ...GROUPS),
    isUsed: fc.boolean(),
  }),
  { maxLength: 30 },
);
const anyAim = fc.record({
  kind: fc.constantFrom(...REACTION_KINDS),
  rule: anyRule,
  alert: fc.record(
    { who: maybe(PEOPLE), serverRef: maybe(SERVERS) },
    { requiredKeys: [] },
  ),
  groups: fc.subarray(GROUPS),
  grants: anyGrants,
});

describe('the policy of reactions', () => {
  it('hits whom the alert is about and nobody and nothing that is excepted', () => {
    fc.assert(
      fc.property(anyAim, input => {
        const aim = aimReaction(input);
        if ('why' in aim) return;
        const { kind, rule, alert, groups, grants } = input;
        const holders = [alert.who, ...(rule.groupGrants ? groups : [])];
        const isRight = {
          'step-up': (subject: string) => subject === alert.who,
          'suspend-server': (subject: string) => subject === alert.serverRef,
          'pause-grant': (subject: string) =>
            grants.some(
              grant => grant.id === subject && holders.includes(grant.subject),
            ),
        }[kind];
        const { targets } = aim;
        expect(targets.length).toBeGreaterThan(0);
        expect(targets.length).toBeLessThanOrEqual(10);
        expect(targets.filter(({ subject }) => !isRight(subject))).toEqual([]);
        expect(
          targets.filter(
            ({ serverRef }) =>
              serverRef && rule.exceptServers.includes(serverRef),
          ),
        ).toEqual([]);
        const theirs = alert.who === undefined ? [] : [alert.who, ...groups];
        expect(theirs.filter(ref => rule.exceptGroups.includes(ref))).toEqual(
          [],
        );
      }),
    );
  });

  it('pauses what the calls were allowed by, where that is known', () => {
    fc.assert(
      fc.property(anyAim, input => {
        const aim = aimReaction({ ...input, kind: 'pause-grant' });
        if ('why' in aim) return;
        const byId = new Map(input.grants.map(grant => [grant.id, grant]));
        const used = aim.targets.map(
          ({ subject }) => byId.get(subject)!.isUsed,
        );
        expect(new Set(used).size).toBe(1);
      }),
    );
  });

  it('is decided by the first rule that fits, and by none below its severity', () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 5 }),
        fc.constantFrom(...DETECTOR_IDS),
        fc.constantFrom(...ALERT_SEVERITIES),
        (rules, detector, severity) => {
          const fits = ({ detectors, from }: ReactionRule) =>
            detectors.includes(detector) &&
            ALERT_SEVERITIES.indexOf(severity) >=
              ALERT_SEVERITIES.indexOf(from);
          expect(ruleFor(rules, { detector, severity })).toBe(
            rules.filter(fits)[0],
          );
        },
      ),
    );
    expect(
      ruleFor([], { detector: 'decoy', severity: 'critical' }),
    ).toBeUndefined();
  });

  it('is tried again ever more rarely, a bounded number of times', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 3_000_000 }), seconds => {
        let now = 1_000_000;
        let tries = 0;
        for (;;) {
          const next = retryAt({ now, plannedAt: 1_000_000, tries, seconds });
          if (next === undefined) break;
          expect(next).toBeGreaterThan(now);
          now = next;
          tries += 1;
        }
        expect(tries).toBeLessThan(20);
        expect(now - 1_000_000).toBeLessThanOrEqual(
          Math.min(3_600, seconds) * 1000,
        );
      }),
    );
  });
});

describe('readReactionRules', () => {
  const read = (...reactions: object[]) =>
    readReactionRules(
      mockServices.rootConfig({
        data: { mcpGateway: { alerts: { reactions: reactions as never } } },
      }),
    );
  const rule = { name: 'decoys', detectors: ['decoy'], do: ['step-up'] };

  it('does nothing by itself unless it is told to', () => {
    expect(readReactionRules(mockServices.rootConfig({ data: {} }))).toEqual(
      [],
    );
    expect(read(rule)).toMatchObject([
      {
        ...{ mode: 'observe', from: 'high', seconds: 28_800 },
        ...{ groupGrants: false, liftWhenRetracted: true },
      },
    ]);
  });

  it('gives another text another version', () => {
    const [one] = read(rule);
    expect(read(rule)[0].version).toBe(one.version);
    expect(read({ ...rule, mode: 'enforce' })[0].version).not.toBe(one.version);
    expect(
      read({ ...rule, except: { groups: ['ops'], servers: ['orders'] } })[0],
    ).toMatchObject({
      exceptGroups: ['group:default/ops'],
      exceptServers: ['api:default/orders'],
    });
  });

  it.each([
    [{ name: 'A rule' }, 'name must be'],
    [{ detectors: ['nothing'] }, 'detectors must be one of'],
    [{ detectors: [] }, 'detectors is empty'],
    [{ do: ['delete'] }, 'do must be one of'],
    [{ do: [] }, 'do is empty'],
    [{ hours: 0 }, 'hours must be'],
    [{ hours: 1_000 }, 'hours must be'],
    [{ mode: 'maybe' }, 'mode must be one of'],
    [{ from: 'bad' }, 'from must be one of'],
    [{ message: 'x'.repeat(301) }, 'message may have'],
    [{ detectors: ['drift'] }, 'could never step-up'],
    [{ detectors: ['volume'], do: ['suspend-server'] }, 'about servers'],
  ])('does not start with %j', (over, why) => {
    expect(() => read({ ...rule, ...over })).toThrow(why);
  });

  it('does not start with two rules of one name', () => {
    expect(() => read(rule, rule)).toThrow('the same name');
  });
});
