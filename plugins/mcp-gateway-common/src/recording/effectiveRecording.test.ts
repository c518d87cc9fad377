import fc from 'fast-check';
import { effectiveRecording } from './effectiveRecording';
import { RECORDING_POLICIES } from './recordingPolicy';

const CLASSIFICATIONS = [
  'public',
  'internal',
  'confidential',
  'restricted',
] as const;
const policy = fc.constantFrom(...RECORDING_POLICIES);
const classification = fc.constantFrom(...CLASSIFICATIONS);
const rank = (one: (typeof RECORDING_POLICIES)[number]) =>
  RECORDING_POLICIES.indexOf(one);

describe('effectiveRecording', () => {
  it('is never more than the owner wants, nor than the company allows', () => {
    fc.assert(
      fc.property(
        fc.option(policy, { nil: undefined }),
        fc.record({
          default: policy,
          maximum: policy,
          fullUpTo: classification,
        }),
        classification,
        (wish, bounds, data) => {
          const found = effectiveRecording({
            wish,
            bounds,
            classification: data,
          });
          const wanted = wish ?? bounds.default;
          expect(rank(found.policy)).toBeLessThanOrEqual(rank(wanted));
          expect(rank(found.policy)).toBeLessThanOrEqual(rank(bounds.maximum));
          const isHigh =
            CLASSIFICATIONS.indexOf(data) >
            CLASSIFICATIONS.indexOf(bounds.fullUpTo);
          expect(isHigh && found.policy === 'full').toBe(false);
          expect(found.limitedBy === undefined).toBe(found.policy === wanted);
        },
      ),
    );
  });

  it('is what the owner wants where that is allowed', () => {
    const bounds = {
      default: 'none',
      maximum: 'full',
      fullUpTo: 'internal',
    } as const;
    const of = (
      wish: 'redacted' | 'full' | undefined,
      data: (typeof CLASSIFICATIONS)[number],
    ) => effectiveRecording({ wish, classification: data, bounds });
    expect(of(undefined, 'public')).toEqual({ policy: 'none' });
    expect(of('full', 'internal')).toEqual({ policy: 'full' });
    expect(of('full', 'confidential')).toEqual({
      policy: 'redacted',
      limitedBy: 'classification',
    });
  });
});
