/** How the played sign-in of the portal knows a person. */
export const credentialsOf = person =>
  `mock-user-token:${JSON.stringify({ sub: `user:default/${person}` })}`;

/** How it knows the registry, which alone may order probes. */
export const REGISTRY_CREDENTIALS = `mock-service-token:${JSON.stringify({
  sub: 'plugin:mcp-registry',
  target: 'mcp-gateway',
})}`;
