import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { ALL_SERVERS } from '../edge/endpoints';
import { kindOf } from '../pipeline/methods';
import type { Call } from '../pipeline/types';
import { MODERN_VERSIONS } from '../pipeline/versions';
import { OTHER } from './conventions';

const LEGACY_VERSIONS = [
  '2024-11-05',
  '2025-03-26',
  '2025-06-18',
  '2025-11-25',
];
const VERSIONS = new Set([...MODERN_VERSIONS, ...LEGACY_VERSIONS]);

/** Methods that only the gateway or a server sends, beside those that clients may. */
const MORE_METHODS = new Set([
  'response',
  'http/stream',
  'http/end-session',
  'resources/unsubscribe',
]);

/**
 * Names that may stand in metrics and in names of spans: what is approved, within a bound, and nothing that somebody made up. What is
 * beyond goes into one bucket.
 */
export class BoundedNames {
  static create(options: { maxServers?: number; maxTools?: number } = {}) {
    return new BoundedNames(options);
  }

  readonly #servers = new Set<string>();
  readonly #tools = new Set<string>();
  readonly #maxServers: number;
  readonly #maxTools: number;

  private constructor(options: { maxServers?: number; maxTools?: number }) {
    this.#maxServers = options.maxServers ?? 500;
    this.#maxTools = options.maxTools ?? 2_000;
  }

  /** A method that MCP knows. */
  method({ message, action }: Pick<Call, 'message' | 'action'>): string {
    return this.methodNamed(message?.method ?? action?.method);
  }

  methodNamed(method: string | undefined): string {
    const isKnown =
      method !== undefined && (kindOf(method) || MORE_METHODS.has(method));
    return isKnown ? method : OTHER;
  }

  /** A server that the registry knows. */
  server({ document, serverRef }: Pick<Call, 'document' | 'serverRef'>) {
    if (serverRef === ALL_SERVERS) return serverRef;
    return document
      ? within(this.#servers, document.serverRef, this.#maxServers)
      : OTHER;
  }

  /** A tool of the approved surface; `undefined` where no tool is called. */
  tool({ message, document }: Pick<Call, 'message' | 'document'>) {
    const tool = message?.tool;
    if (tool === undefined) return undefined;
    if (!document || !isApproved(document, tool)) return OTHER;
    const key = `${document.serverRef} ${tool}`;
    return within(this.#tools, key, this.#maxTools) === OTHER ? OTHER : tool;
  }

  version(version: string | undefined): string | undefined {
    if (version === undefined) return undefined;
    return VERSIONS.has(version) ? version : OTHER;
  }
}

function isApproved(document: AccessDocument, tool: string): boolean {
  return (
    document.approvedRevision?.tools?.some(({ name }) => name === tool) ?? false
  );
}

function within(known: Set<string>, name: string, most: number): string {
  if (known.has(name)) return name;
  if (known.size >= most) return OTHER;
  known.add(name);
  return name;
}
