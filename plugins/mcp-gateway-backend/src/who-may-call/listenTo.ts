import type {
  PolicyEvaluator,
  PolicyVerdict,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** The same policies, with each verdict told: an answer says which policies it comes from, and asks them no second time. */
export function listenTo(
  evaluator: PolicyEvaluator,
  hear: (verdict: PolicyVerdict) => void,
): PolicyEvaluator {
  return {
    version: evaluator.version,
    coverage: evaluator.coverage,
    evaluate: request => {
      const verdict = evaluator.evaluate(request);
      hear(verdict);
      return verdict;
    },
  };
}
