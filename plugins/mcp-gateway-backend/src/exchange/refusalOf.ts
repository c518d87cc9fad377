import type { Obtained, TokenAnswer } from './types';

/** The person's own token is not good (any more), or they have to say yes once. */
const SIGN_IN_AGAIN = [
  'invalid_grant',
  'invalid_token',
  'interaction_required',
  'login_required',
  'consent_required',
  'account_selection_required',
  'insufficient_user_authentication',
];

/** What a token request that gave no token means for the call. */
export function refusalOf(
  answer: Exclude<TokenAnswer, { kind: 'token' }>,
  options: {
    /** Who was asked, for people: such as "The token exchange 'orders'". */
    who: string;
    /** Whose word was sent: the person's own token, or what the gateway wrote. */
    subject: 'person' | 'gateway';
  },
): Obtained {
  const { who, subject } = options;
  switch (answer.kind) {
    case 'unavailable':
      return answer;
    case 'unusable':
      return { kind: 'misconfigured', text: `${who}: ${answer.text}` };
    case 'refused':
      return subject === 'person' && isOfPerson(answer.error)
        ? { kind: 'needs-sign-in', why: `${who} refused it: ${answer.error}` }
        : { kind: 'misconfigured', text: `${who} refused it: ${answer.error}` };
    default:
      throw new Error(`No such answer: ${answer satisfies never}`);
  }
}

function isOfPerson(error: string): boolean {
  // RFC 8693 §2.2.2: a subject token that is not good for any reason is an "invalid_request".
  return error === 'invalid_request' || SIGN_IN_AGAIN.includes(error);
}
