/** Signatures that are taken of identity providers: made with a private key, so that who checks them cannot make them. */
export const COMPANY_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;
