import { MODERN_VERSIONS } from '../pipeline/versions';
import { isObject } from '../rewrite/isObject';
import { readDiscovered } from './readDiscovered';
import type { WireMessage } from './readMessages';

/** MCP 2026-07-28: this version is not supported; the answer names those that are. */
const UNSUPPORTED_VERSION = -32022;
/** Header mismatch, missing capability: codes that no earlier version knows. */
const MODERN_ONLY = [-32020, -32021];

/**
 * What an answer to `server/discover` shows (MCP 2026-07-28, era detection): a recognised answer or error of the
 * stateless era means that the server speaks it, any other answer that it does not. `undefined`: it says nothing, since
 * the server was busy, failed or wanted a sign-in.
 */
export function modernVerdict(
  status: number,
  message: WireMessage | undefined,
): boolean | undefined {
  if (status === 401 || status === 403 || status === 408 || status === 429) {
    return undefined;
  }
  if (status >= 500) return undefined;
  if (message?.error) {
    const { code, data } = message.error;
    if (code === UNSUPPORTED_VERSION) {
      const supported = isObject(data) ? data.supported : undefined;
      return (
        Array.isArray(supported) &&
        supported.some(version => MODERN_VERSIONS.includes(version))
      );
    }
    return MODERN_ONLY.includes(code);
  }
  const discovered = readDiscovered(message);
  return (
    discovered?.supportedVersions.some(version =>
      MODERN_VERSIONS.includes(version),
    ) ?? false
  );
}
