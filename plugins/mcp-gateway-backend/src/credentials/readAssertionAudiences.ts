import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { normalizeRef } from '../service/readRef';
import type { AssertionAudiences } from './SignedAssertions';

const AT = 'mcpGateway.credentials.assertions.audiences';

/** Reads `mcpGateway.credentials.assertions.audiences`. */
export function readAssertionAudiences(config: Config): AssertionAudiences {
  const audiences = new Map<string, Set<string>>();
  for (const one of config.getOptionalConfigArray(AT) ?? []) {
    const audience = one.getString('audience');
    const servers = one.getStringArray('servers');
    if (servers.length === 0) {
      throw new InputError(
        `${AT}: ${audience} names no server that may use it`,
      );
    }
    const known = audiences.get(audience) ?? new Set();
    servers.forEach(ref => known.add(normalizeRef(ref, 'api')));
    audiences.set(audience, known);
  }
  return audiences;
}
