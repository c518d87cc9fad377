import type { AccessDirectory } from '../access/types';
import { proceed, type Stage } from './types';

/** Which server: its access document as this replica holds it. Whether there is one is for `authorize` to say. */
export function resolve(options: { directory: AccessDirectory }): Stage {
  return call =>
    proceed(call, { document: options.directory.get(call.serverRef) });
}
