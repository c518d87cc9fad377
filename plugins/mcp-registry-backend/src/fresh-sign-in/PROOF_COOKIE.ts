/** The cookie that proves a fresh sign-in in its browser. */
export const PROOF_COOKIE = 'sallyport-fresh';
