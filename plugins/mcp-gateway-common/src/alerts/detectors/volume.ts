import { amountDetector } from './amount';

/** Many more calls than a person or agent makes, in an hour or on a day. */
export const volume = amountDetector({
  id: 'volume',
  amountOf: () => 1,
  hour: { floor: 80, times: 2.5, spread: 4, least: 20 },
  day: { floor: 200, times: 2, spread: 3.5, least: 6 },
});
