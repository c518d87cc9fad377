import type { Detector, DetectorSettings, Fact, Finding } from './types';

/**
 * Runs a detector over facts about one subject, in the order of their time: the state before and the facts say the state after and the
 * findings. Nothing that is given is changed but `draft`.
 */
export function detect<S extends object>(
  detector: Detector<S>,
  options: {
    state?: S;
    /** Instead of `state`: the caller's own, which becomes the state after. */
    draft?: S;
    facts: readonly Fact[];
    settings: DetectorSettings;
  },
): { state: S; findings: Finding[] } {
  const { facts, settings } = options;
  const before = options.state && structuredClone(options.state);
  const state = options.draft ?? before ?? detector.initial();
  const findings = facts.flatMap(fact =>
    detector.observe(state, fact, settings),
  );
  return { state, findings };
}
