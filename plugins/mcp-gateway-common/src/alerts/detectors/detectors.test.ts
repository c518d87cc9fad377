import fc from 'fast-check';
import { describeFinding } from '../describeFinding';
import { detect } from '../detect';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time';
import {
  type CallFact,
  DETECTOR_IDS,
  type DetectorId,
  type Fact,
  type Finding,
} from '../types';
import { DETECTORS } from './detectors';

/** A Monday at midnight, UTC. */
const BEGIN = Date.UTC(2026, 8, 7);
const SERVER = 'api:default/orders';
const settings = { decoys: ['dump', `${SERVER} backup`] };

let count = 0;
const call = (at: number, more: Partial<CallFact> = {}): CallFact => ({
  ...{ kind: 'call', id: `c${(count += 1)}`, at, who: 'user:default/alice' },
  ...{ groups: ['group:default/web'], serverRef: SERVER, tool: 'get' },
  ...{ isAllowed: true, reason: 'granted', isFailed: false },
  ...{ responseBytes: 1_000, isSensitive: false, isDestructive: false },
  ...{ objections: [], ...more },
});
const refused = { isAllowed: false, reason: 'grant.none' };
const times = <T>(n: number, make: (i: number) => T) =>
  Array.from({ length: n }, (_, i) => make(i));

/** Working days of somebody: so many calls from nine to five. */
const days = (n: number, calls = 40, more: Partial<CallFact> = {}) =>
  times(n, day =>
    times(calls, i =>
      call(
        BEGIN + day * DAY_MS + 9 * HOUR_MS + (i / calls) * 8 * HOUR_MS,
        more,
      ),
    ),
  ).flat();

function found(id: DetectorId, facts: readonly Fact[]): Finding[] {
  const detector = DETECTORS.find(one => one.id === id)!;
  const own = facts.filter(
    fact => detector.subjectOf(fact, settings) !== undefined,
  );
  return detect(detector, { facts: own, settings }).findings;
}
const kinds = (id: DetectorId, facts: readonly Fact[]) =>
  found(id, facts).map(({ kind }) => kind);

describe('detectors', () => {
  it('are as many as there are names, and say in words what they found', () => {
    expect(DETECTORS.map(({ id }) => id)).toEqual([...DETECTOR_IDS]);
    const monday = BEGIN + 14 * DAY_MS + 10 * HOUR_MS;
    const [finding] = found('volume', [
      ...days(10),
      ...times(400, i => call(monday + i * 1000)),
    ]);
    expect(describeFinding(finding)).toMatch(
      /^\d+ calls in one hour; \d are usual\.$/,
    );
    expect(finding.calls).toHaveLength(10);
  });

  it('volume: says so once in an hour, nothing of an ordinary day, and nothing of who is new', () => {
    const monday = BEGIN + 14 * DAY_MS + 10 * HOUR_MS;
    const burst = times(400, i => call(monday + i * 1000));
    expect(kinds('volume', [...days(10), ...burst])).toEqual(['raised']);
    expect(found('volume', days(15))).toEqual([]);
    expect(found('volume', burst)).toEqual([]);
  });

  it('volume: what was told as unusual is not learnt as usual', () => {
    const burst = (day: number) =>
      times(400, i => call(BEGIN + day * DAY_MS + 10 * HOUR_MS + i * 1000));
    const facts = [...days(10), ...times(10, i => burst(14 + i)).flat()];
    expect(found('volume', facts)).toHaveLength(10);
  });

  it('result-size: by what is sent, not by how often', () => {
    const at = BEGIN + 14 * DAY_MS + 10 * HOUR_MS;
    const large = times(4, i => call(at + i * 1000, { responseBytes: 9e6 }));
    expect(kinds('result-size', [...days(10), ...large])).toEqual(['raised']);
    expect(found('result-size', days(15, 60))).toEqual([]);
  });

  it('unusual-hour: at night, not an hour early, and not for a call or two', () => {
    const on = (hour: number, n: number) =>
      times(n, i => call(BEGIN + 14 * DAY_MS + hour * HOUR_MS + i * MINUTE_MS));
    expect(kinds('unusual-hour', [...days(12), ...on(3, 20)])).toEqual([
      'raised',
    ]);
    expect(found('unusual-hour', [...days(12), ...on(8, 20)])).toEqual([]);
    expect(found('unusual-hour', [...days(12), ...on(3, 5)])).toEqual([]);
    expect(found('unusual-hour', [...days(5), ...on(3, 20)])).toEqual([]);
  });

  it('refusals: of many things, not of one thing again and again, and not by limits', () => {
    const many = (make: (i: number) => Partial<CallFact>) =>
      times(30, i => call(BEGIN + i * 10_000, { ...refused, ...make(i) }));
    expect(
      kinds(
        'refusals',
        many(i => ({ tool: `t${i}` })),
      ),
    ).toEqual(['raised']);
    expect(
      found(
        'refusals',
        many(() => ({ tool: 'same' })),
      ),
    ).toEqual([]);
    expect(
      found(
        'refusals',
        many(i => ({ tool: `t${i}`, reason: 'limit.calls' })),
      ),
    ).toEqual([]);
  });

  it('sweep: over what one never called, not over one’s own tools', () => {
    const tools = (day: number) =>
      times(20, i =>
        call(BEGIN + day * DAY_MS + i * 10_000, { tool: `t${i}` }),
      );
    expect(kinds('sweep', tools(0))).toEqual(['raised']);
    const slowly = times(20, i => call(BEGIN + i * DAY_MS, { tool: `t${i}` }));
    expect(found('sweep', [...slowly, ...tools(30)])).toEqual([]);
  });

  it('first-use: of what is confidential, where nobody of one’s groups was', () => {
    const secret = { isSensitive: true };
    const others = { who: 'user:default/bob', groups: ['group:default/data'] };
    const history = times(20, i =>
      call(BEGIN + i * DAY_MS, { ...secret, ...others }),
    );
    const now = BEGIN + 21 * DAY_MS;
    expect(kinds('first-use', [...history, call(now, secret)])).toEqual([
      'raised',
    ]);
    expect(
      found('first-use', [
        ...history,
        call(now, secret),
        call(now + 1, secret),
      ]),
    ).toHaveLength(1);
    expect(found('first-use', [...history, call(now)])).toEqual([]);
    const colleague = { groups: ['group:default/data'], ...secret };
    expect(found('first-use', [...history, call(now, colleague)])).toEqual([]);
    expect(found('first-use', [call(now, secret)])).toEqual([]);
  });

  it('first-use: of a tool that destroys, by who has long been there', () => {
    const known = { isSensitive: true };
    const facts = [
      call(BEGIN, { tool: 'drop', who: 'user:default/bob', groups: [] }),
      ...times(20, i => call(BEGIN + i * DAY_MS, known)),
      call(BEGIN + 20 * DAY_MS, {
        ...known,
        tool: 'drop',
        isDestructive: true,
      }),
    ];
    expect(found('first-use', facts)).toMatchObject([
      { severity: 'low', tool: 'drop', values: { what: 'tool' } },
    ]);
  });

  it('arguments: several objections of guards, not one', () => {
    const objected = (n: number) =>
      times(n, i =>
        call(BEGIN + i * MINUTE_MS, { ...refused, objections: ['secrets'] }),
      );
    expect(found('arguments', objected(2))).toEqual([]);
    expect(found('arguments', objected(3))).toMatchObject([
      { values: { guards: 'secrets', count: 3 } },
    ]);
    expect(found('arguments', objected(9))).toHaveLength(1);
  });

  it('decoy: called or refused, by its name or by server and name', () => {
    expect(kinds('decoy', [call(BEGIN, { tool: 'dump' })])).toEqual(['raised']);
    expect(
      kinds('decoy', [call(BEGIN, { tool: 'backup', ...refused })]),
    ).toEqual(['raised']);
    expect(
      found('decoy', [call(BEGIN, { tool: 'backup', serverRef: 'api:x/y' })]),
    ).toEqual([]);
  });

  it('egress: a host that was never reached, refused ones at once', () => {
    const egress = (day: number, host: string, isAllowed = true): Fact => ({
      ...{ kind: 'egress', at: BEGIN + day * DAY_MS, serverRef: SERVER },
      ...{ host, port: 443, isAllowed, isNamed: host === 'named.example' },
    });
    const learnt = [egress(0, 'api.example'), egress(1, 's3-1.eu.store.test')];
    expect(found('egress', learnt)).toEqual([]);
    expect(
      found('egress', [
        ...learnt,
        ...[egress(9, 'api.example'), egress(9, 's3-2.eu.store.test')],
        ...[egress(9, 'named.example'), egress(9, 'drop.test')],
        egress(9, 'drop.test'),
      ]),
    ).toMatchObject([{ values: { host: 'drop.test' }, severity: 'medium' }]);
    expect(found('egress', [egress(0, 'drop.test', false)])).toMatchObject([
      { severity: 'high', values: { allowed: 'no' } },
    ]);
  });

  it('drift and checks: when it turns, once, and retracted when it turns back', () => {
    const drift = (departure?: string): Fact => ({
      ...{ kind: 'drift', at: BEGIN, serverRef: SERVER, tool: 'get' },
      departure,
    });
    expect(
      kinds('drift', [drift(), drift('changed'), drift('changed'), drift()]),
    ).toEqual(['raised', 'retracted']);
    const check = (outcome: 'pass' | 'warn' | 'fail'): Fact => ({
      ...{ kind: 'check', at: BEGIN, serverRef: SERVER, check: 'contents' },
      outcome,
    });
    expect(
      found('checks', [
        ...[check('pass'), check('warn'), check('warn')],
        ...[check('fail'), check('warn'), check('pass')],
      ]).map(({ kind, values }) => `${kind} ${values.outcome}`),
    ).toEqual(['raised warn', 'raised fail', 'retracted pass']);
  });

  it('connection: most calls for minutes, not a restart, and over when calls go well', () => {
    const from = (minute: number, n: number, isFailed: boolean) =>
      times(n, i =>
        call(BEGIN + minute * MINUTE_MS + i * 30_000, { isFailed }),
      );
    expect(
      kinds('connection', [...from(0, 20, true), ...from(20, 6, false)]),
    ).toEqual(['raised', 'retracted']);
    expect(
      found('connection', [...from(0, 20, false), ...from(11, 4, true)]),
    ).toEqual([]);
    const probe = (minute: number, isReached: boolean): Fact => ({
      ...{ kind: 'probe', at: BEGIN + minute * MINUTE_MS, serverRef: SERVER },
      isReached,
    });
    expect(
      kinds('connection', [
        ...[probe(0, false), probe(5, false), probe(10, false)],
        ...[probe(15, false), probe(20, true)],
      ]),
    ).toEqual(['raised', 'retracted']);
  });

  it('go on from a state that was written down as if there had been no pause, and change nothing that they are given', () => {
    const fact = fc.record({
      minute: fc.integer({ min: 0, max: 40 * 24 * 60 }),
      tool: fc.constantFrom('a', 'b', 'dump', '__proto__', 'constructor'),
      who: fc.constantFrom('user:default/a', 'constructor'),
      isAllowed: fc.boolean(),
      isFailed: fc.boolean(),
      objections: fc.constantFrom([], ['secrets']),
    });
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 80 }), fc.nat(80), (some, at) => {
        const facts = some
          .sort((a, b) => a.minute - b.minute)
          .map(({ minute, ...more }) => call(BEGIN + minute * 60_000, more));
        for (const detector of DETECTORS) {
          const own = facts.filter(
            each => detector.subjectOf(each, settings) !== undefined,
          );
          const whole = detect(detector, { facts: own, settings });
          const first = detect(detector, { facts: own.slice(0, at), settings });
          const text = JSON.stringify(first.state);
          const rest = detect(detector, {
            state: JSON.parse(text),
            ...{ facts: own.slice(at), settings },
          });
          expect([...first.findings, ...rest.findings]).toEqual(whole.findings);
          expect(JSON.stringify(first.state)).toBe(text);
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});
