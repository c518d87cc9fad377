import fc from 'fast-check';
import { DATA_CLASSIFICATIONS, RISK_TIERS } from '../model/mcpServerEntity';
import { type EffectiveRisk, effectiveRisk } from './effectiveRisk';

const tool = (effect: 'reads' | 'changes' | 'destroys') => ({
  name: 'a',
  digest: `sha256:${'0'.repeat(64)}`,
  annotationsDigest: `sha256:${'0'.repeat(64)}`,
  effect,
});

type Subject = Parameters<typeof effectiveRisk>[0];

const STATIC: Subject['credential'] = { type: 'static', secret: 'one' };

describe('effectiveRisk', () => {
  it.each([
    ['low', 'internal', undefined, undefined, 'low', ['stated']],
    ['low', 'internal', 'high', undefined, 'high', ['approved-before']],
    ['low', 'restricted', undefined, undefined, 'high', ['restricted-data']],
    [
      'medium',
      'confidential',
      'low',
      'destroys',
      'medium',
      ['stated', 'destroys', 'confidential-data'],
    ],
    ['critical', 'public', 'low', 'reads', 'critical', ['stated']],
  ] as const)(
    '%s, %s, before %s, tools %s: %s',
    (riskTier, dataClassification, before, effect, tier, reasons) => {
      const toolSurface = effect ? { tools: [tool(effect)] } : null;
      expect(
        effectiveRisk({ riskTier, dataClassification, toolSurface }, before),
      ).toEqual({ tier, reasons });
    },
  );

  it.each<[string, Partial<Subject>, EffectiveRisk]>([
    [
      'a server that may send what it sees to anybody',
      {
        permissionProfile: {
          network: { outbound: { insecure_allow_all: true } },
        },
      },
      { tier: 'high', reasons: ['reaches-anything'] },
    ],
    [
      'a server that may not',
      { permissionProfile: { network: { outbound: {} } } },
      { tier: 'low', reasons: ['stated'] },
    ],
    [
      'one secret for all, and tools that change something',
      { credential: STATIC, toolSurface: { tools: [tool('changes')] } },
      { tier: 'medium', reasons: ['shared-credential'] },
    ],
    [
      'one secret for all, and tools that nobody knows',
      { credential: STATIC },
      { tier: 'medium', reasons: ['shared-credential'] },
    ],
    [
      'one secret for all, and tools that only read',
      { credential: STATIC, toolSurface: { tools: [tool('reads')] } },
      { tier: 'low', reasons: ['stated'] },
    ],
  ])('has a floor by %s', (_, more, expected) => {
    expect(
      effectiveRisk({
        ...{ riskTier: 'low', dataClassification: 'internal' },
        ...{ toolSurface: null, ...more },
      }),
    ).toEqual(expected);
  });

  it.each([
    [['public', 'internal'], { tier: 'low', reasons: ['stated'] }],
    [['confidential'], { tier: 'medium', reasons: ['reaches-confidential'] }],
    [
      ['confidential', 'restricted'],
      { tier: 'high', reasons: ['reaches-restricted'] },
    ],
    [['unread'], { tier: 'high', reasons: ['reaches-unread'] }],
  ] as const)('has a floor by systems behind it: %s', (reached, expected) => {
    expect(
      effectiveRisk(
        {
          ...{ riskTier: 'low', dataClassification: 'internal' },
          toolSurface: null,
        },
        undefined,
        reached,
      ),
    ).toEqual(expected);
  });

  it('is never less than what is stated or was approved', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RISK_TIERS),
        fc.constantFrom(...DATA_CLASSIFICATIONS),
        fc.constantFrom(...RISK_TIERS),
        (riskTier, dataClassification, before) => {
          const { tier, reasons } = effectiveRisk(
            { riskTier, dataClassification, toolSurface: null },
            before,
          );
          const rank = RISK_TIERS.indexOf(tier);
          expect(rank).toBeGreaterThanOrEqual(RISK_TIERS.indexOf(riskTier));
          expect(rank).toBeGreaterThanOrEqual(RISK_TIERS.indexOf(before));
          expect(reasons.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
