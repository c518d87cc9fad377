/** Where the stack that the global setup started listens. */
export const stack = {
  get portal(): string {
    return address('SALLYPORT_TEST_PORTAL');
  },
  get gateway(): string {
    return address('SALLYPORT_TEST_GATEWAY');
  },
  get everything(): string {
    return address('SALLYPORT_TEST_EVERYTHING');
  },
  /** The folder with the logs of everything that runs. */
  get logs(): string {
    return address('SALLYPORT_TEST_LOGS');
  },
  /** Where the repository of definitions lies. */
  get repository(): string {
    return address('SALLYPORT_TEST_REPOSITORY');
  },
  /** The folder of a TLS certificate that the portal trusts and that ends soon. */
  get tls(): string {
    return address('SALLYPORT_TEST_TLS');
  },
  /** What is behind the orders server. */
  get ordersApi(): string {
    return address('SALLYPORT_TEST_ORDERS_API');
  },
};

function address(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the stack did not start`);
  return value;
}

/** The Backstage token of a person; the global setup signed everyone in through the demo identity provider. */
export const tokenOf = (person: string): string =>
  address(`SALLYPORT_TEST_TOKEN_${person.toUpperCase()}`);

/** The MCP endpoint of a server at the gateway. */
export const endpointOf = (name: string, namespace = 'default'): string =>
  `${stack.gateway}/servers/${namespace}/${name}/mcp`;
