import { UpstreamFailure } from '../transport/UpstreamFailure';
import type { CallCredential } from './CallCredential';
import type { CredentialAnswer } from './CredentialProviders';
import { toRefusal } from './toRefusal';

/** The credential that was given in place of one of a call. Throws an {@link UpstreamFailure} where there is none any more. */
export function expectGiven(
  answer: CredentialAnswer,
  { request }: Pick<CallCredential, 'request'>,
): CallCredential {
  if (answer.kind === 'given') return answer.credential;
  if (answer.kind === 'none') {
    throw new UpstreamFailure('upstream.credential-refused');
  }
  const { reason, refusal } = toRefusal(answer, request);
  throw new UpstreamFailure(reason, { refusal });
}
