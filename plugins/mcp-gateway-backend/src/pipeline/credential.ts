import type { CredentialProviders } from '../credentials/CredentialProviders';
import { proceed, refuse, type Stage } from './types';

/** With what: the credential that reaches the system behind the server. Asked for last, when nothing else refuses the call. */
export function credential(options: { providers: CredentialProviders }): Stage {
  const { providers } = options;
  return async call => {
    const { document, principal } = call;
    const revision = document?.approvedRevision;
    if (!document || !revision || !principal) {
      throw new Error('A credential was to be given before it was decided');
    }
    const { credential: config } = revision;
    if (!config || config.type === 'none') return proceed(call);
    const answer = await providers.obtain({
      serverId: document.serverId,
      serverRef: document.serverRef,
      config,
      principal: {
        userRef: principal.userEntityRef,
        ...(principal.actor && { actor: principal.actor }),
      },
      upstreamUrl: revision.upstream.url,
      callId: call.id,
    });
    switch (answer.kind) {
      case 'given':
        return proceed(call, { credential: answer.credential });
      case 'none':
        return proceed(call);
      case 'needs-sign-in':
        return refuse(call, 'credential.needs-sign-in', {
          refusal: {
            text: answer.why,
            connectPath: answer.connectPath ?? '/ai-tools/my-access',
          },
        });
      case 'unavailable':
        return refuse(call, 'credential.unavailable', {
          refusal: { retryAfterSeconds: answer.retryAfterSeconds ?? 5 },
        });
      case 'misconfigured':
        return refuse(call, 'credential.misconfigured', {
          refusal: { text: answer.text },
        });
      default:
        throw new Error(`No such answer: ${answer satisfies never}`);
    }
  };
}
