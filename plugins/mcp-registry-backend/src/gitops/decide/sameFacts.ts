import { isDeepStrictEqual } from 'node:util';
import type { ServerFacts } from '../../servers/ServerRecord';

/** Whether two say the same of a server; what is absent is no difference. */
export function sameFacts(a: ServerFacts, b: ServerFacts): boolean {
  return isDeepStrictEqual(plain(a), plain(b));
}

function plain(facts: ServerFacts): unknown {
  return JSON.parse(JSON.stringify(facts));
}
