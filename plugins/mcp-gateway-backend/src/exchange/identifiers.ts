/** Grant types. */
export const GRANT_TYPE = {
  /** RFC 8693 */
  tokenExchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
  /** RFC 7523 */
  jwtBearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
} as const;

/** Token types (RFC 8693 §3, and the draft of the Identity Assertion JWT Authorization Grant). */
export const TOKEN_TYPE = {
  'access-token': 'urn:ietf:params:oauth:token-type:access_token',
  'refresh-token': 'urn:ietf:params:oauth:token-type:refresh_token',
  'id-token': 'urn:ietf:params:oauth:token-type:id_token',
  jwt: 'urn:ietf:params:oauth:token-type:jwt',
  idJag: 'urn:ietf:params:oauth:token-type:id-jag',
} as const;
