import type { Call } from './types';

/** Which client of a person calls, over all the tokens that it renews; where that is not known, the token stands for it. */
export function holderOf({ token }: Pick<Call, 'token'>): string | undefined {
  return token && (token.holder ?? token.tokenId);
}
