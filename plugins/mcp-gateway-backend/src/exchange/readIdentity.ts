import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { IdentityTokenKind } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { SubjectSettings } from './types';

/** Reads which token of a person's own is shown: `connection` and `token`. */
export function readIdentity(
  config: Config,
  options: {
    at: string;
    kinds: readonly [IdentityTokenKind, ...IdentityTokenKind[]];
  },
): Extract<SubjectSettings, { type: 'identity' }> {
  const { at, kinds } = options;
  const wanted = config.getOptionalString('token') ?? kinds[0];
  const token = kinds.find(kind => kind === wanted);
  if (!token) {
    throw new InputError(`${at}.token must be one of ${kinds.join(', ')}`);
  }
  return {
    type: 'identity',
    connection: config.getString('connection'),
    token,
  };
}
