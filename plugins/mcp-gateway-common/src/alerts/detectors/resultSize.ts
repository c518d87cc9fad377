import { amountDetector } from './amount';

const MB = 1_000_000;

/** Much more data than a person or agent is sent, in an hour or on a day. */
export const resultSize = amountDetector({
  id: 'result-size',
  amountOf: ({ responseBytes }) => responseBytes,
  hour: { floor: 5 * MB, times: 4, spread: 5, least: 20 },
  day: { floor: 15 * MB, times: 4, spread: 5, least: 6 },
});
