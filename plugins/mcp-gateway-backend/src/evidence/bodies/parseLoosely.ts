import { closeJson } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** JSON, also where its end is missing. `undefined`: it is none. */
export function parseLoosely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const whole = closeJson(text);
    if (whole === undefined || whole === text) return undefined;
    try {
      return JSON.parse(whole);
    } catch {
      return undefined;
    }
  }
}
