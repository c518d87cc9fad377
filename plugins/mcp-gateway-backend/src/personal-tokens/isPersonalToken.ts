import { isOpaqueToken } from '../opaque-tokens/isOpaqueToken';
import { PERSONAL_TOKEN_PREFIX } from './PERSONAL_TOKEN_PREFIX';

/** Whether text could be one of our personal access tokens. */
export function isPersonalToken(text: string): boolean {
  return isOpaqueToken(PERSONAL_TOKEN_PREFIX, text);
}
