/** What every secret begins with that the gateway gives out and that is no JWT. */
export const OPAQUE_TOKEN_PREFIX = 'sallyport_';
