import type {
  AccessGrant,
  GatewaySchemas,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** A grant as the portal's API shows it. */
export function toHeldGrant(grant: AccessGrant): GatewaySchemas['HeldGrant'] {
  const { id, subject, tools, expiresAt } = grant;
  return { id, subject, tools: { ...tools }, expiresAt };
}
