import { constants } from 'node:os';
import type { RuntimeExit } from '@sallyport/backstage-plugin-mcp-gateway-node';

/** Engines tell a signal that ended a program as shells do: 128 and its number. */
export function readExit(code: number): Pick<RuntimeExit, 'code' | 'signal'> {
  const name = Object.entries(constants.signals).find(
    ([, number]) => number === code - 128,
  );
  return name ? { code: null, signal: name[0] } : { code, signal: null };
}
