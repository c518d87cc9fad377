import type { CredentialProviders } from '../credentials/CredentialProviders';
import { proceed, refuse, type Stage } from './types';

/**
 * For an answer that is under way: whether the person still has what it was asked for with, and the server still has the address
 * that it was given for (C2).
 */
export function credentialHolds(options: {
  providers: Pick<CredentialProviders, 'holds'>;
}): Stage {
  const { providers } = options;
  return async call => {
    const { credential, document } = call;
    if (!credential) return proceed(call);
    const { url } = document?.approvedRevision?.upstream ?? {};
    const isThere = url === credential.request.upstreamUrl;
    return isThere && (await providers.holds(credential))
      ? proceed(call)
      : refuse(call, 'credential.needs-sign-in');
  };
}
