import type { Principal } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** The catalog's groups of a person; where it knows of none, those that their token names. */
export function withClaimedGroups(
  principal: Principal,
  claimed: readonly string[] | undefined,
): Principal {
  if (!claimed?.length) return principal;
  const isKnown = principal.ownershipEntityRefs.some(
    ref => ref !== principal.userEntityRef,
  );
  if (isKnown) return principal;
  return {
    ...principal,
    ownershipEntityRefs: [...principal.ownershipEntityRefs, ...claimed],
  };
}
