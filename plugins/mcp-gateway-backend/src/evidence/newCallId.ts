import { v7 } from 'uuid';

/** An id for a call: ids of later calls are greater. */
export function newCallId(): string {
  return v7();
}
