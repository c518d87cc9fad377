/**
 * Names of OpenTelemetry's conventions for MCP (semantic-conventions-genai, docs/gen-ai/mcp.md). All of them are in development:
 * packages that export them move, so they stand here. docs/telemetry.md lists them, which a test compares.
 */
export const ATTRIBUTES = {
  method: 'mcp.method.name',
  protocolVersion: 'mcp.protocol.version',
  sessionId: 'mcp.session.id',
  tool: 'gen_ai.tool.name',
  operation: 'gen_ai.operation.name',
  requestId: 'jsonrpc.request.id',
  statusCode: 'rpc.response.status_code',
  errorType: 'error.type',
  transport: 'network.transport',
  protocol: 'network.protocol.name',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  user: 'enduser.id',
  userPseudonym: 'enduser.pseudo.id',
} as const;

/** Sallyport's own attributes: what the conventions have no name for. */
export const OWN_ATTRIBUTES = {
  /** Entity ref of the server, `*` for the endpoint over all of them. */
  server: 'sallyport.server',
  decision: 'sallyport.decision',
  reason: 'sallyport.reason',
  /** The record of the call, where its whole story is. */
  call: 'sallyport.call.id',
  state: 'sallyport.state',
  outcome: 'sallyport.outcome',
} as const;

/** Histograms of the conventions. */
export const DURATIONS = {
  clientOperation: 'mcp.client.operation.duration',
  serverOperation: 'mcp.server.operation.duration',
  clientSession: 'mcp.client.session.duration',
  serverSession: 'mcp.server.session.duration',
} as const;

/** Of all four histograms, seconds. */
export const DURATION_BUCKETS: number[] = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300,
];

/** Sallyport's own instruments. */
export const INSTRUMENTS = {
  decisions: 'sallyport.decisions',
  openAnswers: 'sallyport.answers.open',
  waitingRecords: 'sallyport.records.waiting',
  feedLag: 'sallyport.feed.lag',
  feedSequence: 'sallyport.feed.sequence',
  servers: 'sallyport.servers',
  breakers: 'sallyport.breakers',
  runtimes: 'sallyport.runtimes',
  probes: 'sallyport.probes',
} as const;

/** Whatever is not of a known, bounded set. */
export const OTHER = '_OTHER';
