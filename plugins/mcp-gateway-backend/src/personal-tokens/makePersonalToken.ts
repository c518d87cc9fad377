import { makeOpaqueToken } from '../opaque-tokens/makeOpaqueToken';
import { PERSONAL_TOKEN_PREFIX } from './PERSONAL_TOKEN_PREFIX';

/** The value of a new personal access token. */
export function makePersonalToken(): string {
  return makeOpaqueToken(PERSONAL_TOKEN_PREFIX);
}
