// Servers for tests, each one file of JavaScript.

/** Says what it gets. */
export const ECHO = `
process.stdin.on('data', data => process.stdout.write('echo ' + data));
process.stdin.on('end', () => process.exit(0));`;

/** Speaks as much MCP as a handshake needs. */
export const MCP_SERVER = `
import { createInterface } from 'node:readline';
const answers = {
  initialize: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'test', version: '1' } },
  'tools/list': { tools: [] },
};
createInterface({ input: process.stdin }).on('line', line => {
  const { id, method } = JSON.parse(line);
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result: answers[method] }) + '\\n');
}).on('close', () => process.exit(0));`;

/** A statement that prints an expression as JSON. */
export const print = expression =>
  `process.stdout.write(JSON.stringify(${expression}));`;
