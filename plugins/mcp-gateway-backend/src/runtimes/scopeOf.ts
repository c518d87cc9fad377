import type { Isolation } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RuntimeScope } from './types';

/** Who shares a runtime, as the server's isolation says. */
export function scopeOf(
  isolation: Isolation,
  { person, session }: { person: string; session: string },
): RuntimeScope {
  switch (isolation) {
    case 'shared':
      return { kind: 'everybody' };
    case 'per-user':
      return { kind: 'person', person };
    case 'per-session':
      return { kind: 'session', person, session };
    default:
      throw new Error(`No such isolation: ${isolation satisfies never}`);
  }
}
