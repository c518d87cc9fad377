/** The version of MCP whose requests stand for themselves. */
export const MODERN_VERSION = '2026-07-28';

/** What such a request says of its client. */
export const MODERN_META = {
  'io.modelcontextprotocol/protocolVersion': MODERN_VERSION,
  'io.modelcontextprotocol/clientInfo': { name: 'faults', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
