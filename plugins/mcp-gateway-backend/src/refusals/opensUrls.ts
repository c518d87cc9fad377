import type { Call } from '../pipeline/types';
import { isObject } from '../rewrite/isObject';

/** Whether the client opens pages for its person when asked: a modern request says so itself, a session said it once. */
export function opensUrls({ message, session }: Call): boolean {
  if (message?.opensUrls !== undefined) return message.opensUrls;
  const elicitation = session?.capabilities?.elicitation;
  return isObject(elicitation) && elicitation.url !== undefined;
}
