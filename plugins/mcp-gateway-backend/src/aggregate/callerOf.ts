import type { Call } from '../pipeline/types';
import type { Caller } from './Caller';

/** Who makes a call. Throws where that was not found out: nothing is shown or done for nobody. */
export function callerOf({ principal, permission, token }: Call): Caller {
  if (!principal || !permission) {
    throw new Error('Nobody is known to make this call');
  }
  const clients = token?.clients;
  return { principal, permission, ...(clients && { clients }) };
}
