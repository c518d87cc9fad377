import type { CredentialRequest } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { CredentialProviders } from '../credentials/CredentialProviders';
import { toRefusal } from '../credentials/toRefusal';
import {
  proceed,
  refuse,
  type Call,
  type Stage,
  type StageResult,
} from './types';

/** With what: the credential that reaches the system behind the server. Asked for last, when nothing else refuses the call. */
export function credential(options: { providers: CredentialProviders }): Stage {
  const { providers } = options;
  return call => {
    const { document, principal } = call;
    const revision = document?.approvedRevision;
    if (!document || !revision || !principal) {
      throw new Error('A credential was to be given before it was decided');
    }
    const { credential: config } = revision;
    if (!config || config.type === 'none') return proceed(call);
    const request = {
      serverId: document.serverId,
      serverRef: document.serverRef,
      config,
      principal: {
        userRef: principal.userEntityRef,
        ...(principal.actor && { actor: principal.actor }),
      },
      upstreamUrl: revision.upstream.url,
      callId: call.id,
    };
    return obtain(call, request, providers);
  };
}

async function obtain(
  call: Call,
  request: CredentialRequest,
  providers: CredentialProviders,
): Promise<StageResult> {
  const answer = await providers.obtain(request);
  if (answer.kind === 'given') {
    return proceed(call, { credential: answer.credential });
  }
  if (answer.kind === 'none') return proceed(call);
  // Whoever ends their session may: it ends here, and its server is not told.
  if (call.httpMethod === 'DELETE') {
    return proceed(call, { lacksCredential: true });
  }
  const { reason, refusal } = toRefusal(answer, request);
  return refuse(call, reason, { refusal });
}
