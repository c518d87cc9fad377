import { UserIdentity } from '@backstage/core-components';
import { useApi, type IdentityApi } from '@backstage/frontend-plugin-api';
import { useCallback, useEffect, useState } from 'react';
import { ssoAuthApiRef } from './ssoAuthApiRef';

/** Where a sign-in stands. */
export type SignInState =
  | { status: 'checking' }
  | { status: 'signed-out'; error?: string }
  | { status: 'leaving' };

/** Takes the error that the way back from the identity provider left in the address, so that a retry starts clean. */
function takeErrorFromAddress(): string | undefined {
  const url = new URL(window.location.href);
  const error = url.searchParams.get('error') ?? undefined;
  if (error) {
    url.searchParams.delete('error');
    window.history.replaceState(window.history.state, '', url);
  }
  return error;
}

const messageOf = (error: unknown) =>
  error instanceof Error ? error.message : String(error);

/** Signs in silently when there is a session, else when `signIn` is called. */
export function useSignIn(onSuccess: (identityApi: IdentityApi) => void) {
  const authApi = useApi(ssoAuthApiRef);
  const [state, setState] = useState<SignInState>({ status: 'checking' });

  const attempt = useCallback(
    async (how: { optional: boolean }) => {
      const response = await authApi.getBackstageIdentity(
        how.optional ? { optional: true } : { instantPopup: true },
      );
      if (!response) return false;
      onSuccess(
        UserIdentity.create({
          identity: response.identity,
          authApi,
          profile: await authApi.getProfile(),
        }),
      );
      return true;
    },
    [authApi, onSuccess],
  );

  useEffect(() => {
    const error = takeErrorFromAddress();
    if (error) {
      setState({ status: 'signed-out', error });
      return;
    }
    attempt({ optional: true }).then(
      done => done || setState({ status: 'signed-out' }),
      reason => setState({ status: 'signed-out', error: messageOf(reason) }),
    );
    // Once, when the page opens: later attempts are the person's.
  }, [attempt]);

  const signIn = () => {
    setState({ status: 'leaving' });
    attempt({ optional: false }).catch(reason =>
      setState({ status: 'signed-out', error: messageOf(reason) }),
    );
  };

  return { state, signIn };
}
