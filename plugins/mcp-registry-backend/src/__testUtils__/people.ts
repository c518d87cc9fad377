import { mockCredentials } from '@backstage/backend-test-utils';
import type { Caller } from '../service/Caller';

/** The groups of the example people. */
export const GROUPS: Record<string, string[]> = {
  alice: ['group:default/web-team'],
  bob: ['group:default/data-platform'],
  bill: ['group:default/data-platform'],
  carol: ['group:default/security'],
  chris: ['group:default/security'],
  dave: ['group:default/finance'],
  erin: ['group:default/platform-admins'],
};

/** An example person, straight from the portal or through another plugin. */
export function person(name: string, options?: { actor?: string }): Caller {
  const userEntityRef = `user:default/${name}`;
  const actor = options?.actor;
  return {
    credentials: mockCredentials.user(
      userEntityRef,
      actor ? { actor: { subject: actor } } : undefined,
    ),
    userEntityRef,
    ownershipEntityRefs: [userEntityRef, ...GROUPS[name]],
    actor,
    isApprover: GROUPS[name].includes('group:default/security'),
    isStopper: GROUPS[name].some(group =>
      ['group:default/security', 'group:default/platform-admins'].includes(
        group,
      ),
    ),
  };
}
