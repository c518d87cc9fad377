/** Places inside of a runtime. */
export const INSIDE = {
  tmp: '/tmp',
  secrets: '/run/secrets',
  pass: '/run/sallyport/pass',
} as const;

/** Containers of a runtime's pod. */
export const CONTAINERS = { server: 'server', egress: 'egress' } as const;

/** What pods wait for before they are given to a node. */
export const GATE = 'sallyport.dev/made-whole';

/** Where the proxy listens for runtimes. */
export const PROXY_PORT = 3128;
/** Where the proxy listens for nobody: whoever reaches it has shown that network policies do not hold. */
export const WITNESS_PORT = 3129;

/** How programs of our image are called. */
export const PROGRAM = ['node', '/sallyport/egress.cjs'] as const;

/** What the port of a server is called that speaks HTTP: each has its own number. */
export const SERVER_PORT = 'mcp';
