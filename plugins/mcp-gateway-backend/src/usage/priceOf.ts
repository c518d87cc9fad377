import type { TokenCounts, TokenPrice, UsageEntry } from './types';

/** What a call's tokens cost, in millionths of the currency. A price per million tokens is so many millionths for one. */
export function priceOf(
  { serverRef, client }: Pick<UsageEntry, 'serverRef' | 'client'>,
  { tokensIn, tokensOut }: TokenCounts,
  prices: readonly TokenPrice[],
): number {
  const price = prices.find(
    one =>
      (one.serverRef ?? serverRef) === serverRef &&
      (one.client ?? client) === client,
  );
  if (!price) return 0;
  return Math.round(
    tokensIn * price.argumentsPerMillion + tokensOut * price.resultsPerMillion,
  );
}
