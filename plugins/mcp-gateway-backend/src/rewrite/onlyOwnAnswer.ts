import { isObject } from './isObject';
import type { Rewrite } from './Rewrite';

/**
 * Ends an answer that carries the answer to another request (S5): where messages are looked at anyway, none that was
 * made for somebody else is taken for this one's. Requests and notifications of the server pass.
 */
export function onlyOwnAnswer(id: string | number): Rewrite {
  return message => {
    if (!isObject(message) || 'method' in message) return message;
    // JSON-RPC 2.0 §5: an error has no id where the server could not read the request's.
    const isOwn =
      message.id === id || (message.id === null && 'error' in message);
    if (!isOwn) throw new Error('The server answered another request');
    return message;
  };
}
