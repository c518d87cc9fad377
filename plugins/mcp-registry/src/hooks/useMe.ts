import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { useLoad } from './useLoad';

/** The signed-in person's entity ref, once known. */
export function useMe(): string | undefined {
  const identityApi = useApi(identityApiRef);
  const load = useCallback(
    async () => (await identityApi.getBackstageIdentity()).userEntityRef,
    [identityApi],
  );
  return useLoad(load).value;
}
