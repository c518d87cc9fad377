/** With which credential a server's calls reach the system behind it. */
export const credentialMessages = {
  credential: {
    none: 'Calls carry no credential to the system behind it',
    static:
      'Everybody’s calls carry one shared secret of the gateway, “{{secret}}”',
    personalKey: 'Each person’s calls carry a key of their own',
    userOauth: 'Each person’s calls carry their own linked account',
    userOauthScopes:
      'Each person’s calls carry their own linked account, for: {{scopes}}',
    signedAssertion:
      'Calls carry a short-lived statement of the gateway that says who calls',
    tokenExchange:
      'Each person’s calls carry a token that “{{exchange}}” gives for them',
    idJag:
      'Each person’s calls carry a token that the company’s sign-in “{{provider}}” vouches for',
  },
} as const;
