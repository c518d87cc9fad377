import { isError } from '@backstage/errors';
import {
  ProtocolError,
  SdkError,
  SdkHttpError,
  SseError,
} from '@modelcontextprotocol/client';
import { sanitizeText } from '../evidence/sanitizeText';
import { PROBE_SUBJECT } from './createProbeCredential';
import { ProbeError } from './ProbeError';

const NOT_MCP =
  'The address answers, but not with MCP over Streamable HTTP. Is the path right? It often ends with /mcp.';

/**
 * Says in a sentence for people why a probe found nothing. It never names an address.
 *
 * @param options - `isSigned`: the probe carried the gateway's word
 */
export function explainFailure(
  error: unknown,
  options: { isSigned: boolean } = { isSigned: false },
): string {
  if (error instanceof ProbeError) {
    return error.message;
  }
  if (error instanceof SdkHttpError) {
    return explainStatus(error.status, options);
  }
  if (error instanceof SseError && error.code !== undefined) {
    return explainStatus(error.code, options);
  }
  if (error instanceof ProtocolError) {
    return `The server answered with an error: ${sanitizeText(
      error.message,
      200,
    )}`;
  }
  const code = findCode(error);
  return code ? explainCode(code) : NOT_MCP;
}

function explainStatus(
  status: number | undefined,
  { isSigned }: { isSigned: boolean },
): string {
  if (status === 401 || status === 403) {
    return isSigned
      ? `The server does not accept the gateway's signed word about a probe (HTTP ${status}). It has to show its tools to the subject ${PROBE_SUBJECT}, with its own address as the audience.`
      : `The server asks for a credential (HTTP ${status}), and a probe carries none.`;
  }
  if (status === 404 || status === 405) {
    return `There is no MCP server at this path (HTTP ${status}). Is the path right? It often ends with /mcp.`;
  }
  return status !== undefined && status >= 400
    ? `The server answered with HTTP ${status} instead of MCP.`
    : NOT_MCP;
}

function explainCode(code: string): string {
  switch (code) {
    case 'ERR_EGRESS_FORBIDDEN':
      return 'The gateway does not connect to this address: it is in a private or reserved network, not https, or no host that an operator allowed. If it is right, an operator can allow it (mcpGateway.egress).';
    case 'ECONNREFUSED':
      return 'The connection was refused: nothing listens at this address. Is the server running?';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'The host name could not be found.';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return 'The server closed the connection without an answer.';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return 'The host could not be reached from the gateway.';
    default:
      return /CERT|SSL|TLS|SELF_SIGNED|ISSUER/.test(code)
        ? `The server's certificate is not trusted by the gateway (${code}).`
        : `The connection failed (${sanitizeText(code, 60)}).`;
  }
}

/** Node hides the reason of a failed fetch in its causes, and the SDK hides Node's. */
function findCode(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && isError(current); depth++) {
    if (typeof current.code === 'string' && !(current instanceof SdkError)) {
      return current.code;
    }
    const several = Array.isArray(current.errors) ? current.errors : [];
    current = current.cause ?? several[0];
  }
  return undefined;
}
