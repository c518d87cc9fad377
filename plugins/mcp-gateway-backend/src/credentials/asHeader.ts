import type { CredentialResult } from '@sallyport/backstage-plugin-mcp-gateway-node';

/** RFC 9110 §5.5, without what could end a header. */
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** A secret as the header that the owner named: `Authorization: Bearer …` where they named none. */
export function asHeader(
  config: { header?: string; scheme?: string },
  secret: string,
): CredentialResult {
  if (!VALUE.test(secret)) {
    return {
      kind: 'misconfigured',
      text: 'The credential holds characters that no header can carry.',
    };
  }
  const header = (config.header ?? 'authorization').toLowerCase();
  const scheme = config.scheme ?? (header === 'authorization' ? 'Bearer' : '');
  return {
    kind: 'headers',
    headers: { [header]: scheme ? `${scheme} ${secret}` : secret },
    secrets: [secret],
  };
}
