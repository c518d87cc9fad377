import { median } from './load.mjs';

const FIGURES = ['throughput', 'p50', 'p90', 'p99', 'max', 'cpu', 'memory'];

/** The median of every figure over the rounds, and the sum of errors: `[{scenario, rate, rows: [{target, …}]}]`. */
export function summarize(measured) {
  const scenarios = [...new Set(measured.map(({ scenario }) => scenario))];
  return scenarios.map(scenario => {
    const ofScenario = measured.filter(one => one.scenario === scenario);
    const targets = [...new Set(ofScenario.map(({ target }) => target))];
    return {
      scenario: scenario.name,
      rate: ofScenario[0].rate,
      rows: targets.map(target => {
        const rounds = ofScenario.filter(one => one.target === target);
        const figures = FIGURES.map(figure => [
          figure,
          median(rounds.map(round => round[figure])),
        ]);
        return {
          target,
          ...Object.fromEntries(figures),
          errors: rounds.reduce((sum, { errors }) => sum + errors, 0),
        };
      }),
    };
  });
}
