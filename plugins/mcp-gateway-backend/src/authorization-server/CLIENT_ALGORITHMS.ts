/** How clients with keys may sign. */
export const CLIENT_ALGORITHMS = ['ES256', 'EdDSA', 'PS256', 'RS256'] as const;
