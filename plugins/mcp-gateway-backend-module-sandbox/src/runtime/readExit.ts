import { constants } from 'node:os';
import type { RuntimeExit } from '@sallyport/backstage-plugin-mcp-gateway-node';

/** bubblewrap passes a signal that ended the server on as shells do: 128 and its number. */
export function readExit(
  code: number | null,
  signal: string | null,
): Pick<RuntimeExit, 'code' | 'signal'> {
  if (code === null) return { code, signal };
  const name = Object.entries(constants.signals).find(
    ([, number]) => number === code - 128,
  );
  return name ? { code: null, signal: name[0] } : { code, signal: null };
}
