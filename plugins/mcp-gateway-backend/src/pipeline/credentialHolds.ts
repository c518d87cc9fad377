import type { CredentialProviders } from '../credentials/CredentialProviders';
import { proceed, refuse, type Stage } from './types';

/** For an answer that is under way: whether the person still has what it was asked for with. */
export function credentialHolds(options: {
  providers: Pick<CredentialProviders, 'holds'>;
}): Stage {
  const { providers } = options;
  return async call =>
    call.credential && !(await providers.holds(call.credential))
      ? refuse(call, 'credential.needs-sign-in')
      : proceed(call);
}
