import type { ApprovalNeed } from '@sallyport/backstage-plugin-mcp-registry-common';

/** `owner`: somebody speaks for what they own. `review`: it takes the portal's leave to approve. */
export type AskedKind = 'owner' | 'review';

/** Somebody who is asked, and as what. */
export interface AskedRef {
  ref: string;
  kind: AskedKind;
}

const OWNERS: readonly string[] = ['owner', 'previous-owner', 'data-owners'];

/** Which permission it takes to speak for somebody who is asked. */
export function kindOf({ who }: Pick<ApprovalNeed, 'who'>): AskedKind {
  return OWNERS.includes(who) ? 'owner' : 'review';
}

/** Everybody who is asked, each once of a kind. */
export function askedOf(
  needs: readonly Pick<ApprovalNeed, 'who' | 'refs'>[],
): AskedRef[] {
  const found = new Map<string, AskedRef>();
  for (const need of needs) {
    const kind = kindOf(need);
    for (const ref of need.refs) found.set(`${kind} ${ref}`, { ref, kind });
  }
  return [...found.values()];
}
