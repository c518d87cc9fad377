import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { ASSERTION_META } from '../credentials/ASSERTION_META';
import { withoutAsk } from '../refusals/withoutAsk';
import { actionOf } from './actionOf';
import { bringsAssertion } from './bringsAssertion';
import { declaresTasks, TASKS_EXTENSION } from './declaresTasks';
import { headersAgree } from './headersAgree';
import { readMessage } from './readMessage';
import { parseStrictJson } from './strictJson';
import { MODERN_VERSIONS } from './versions';
import {
  proceed,
  refuse,
  type Call,
  type Stage,
  type StageResult,
} from './types';

/** What: exactly one JSON-RPC 2.0 message whose every reader would read the same. */
export const parse: Stage = call => {
  if (call.httpMethod !== 'POST') {
    const method =
      call.httpMethod === 'GET' ? 'http/stream' : 'http/end-session';
    return proceed(call, { action: { kind: 'session', method } });
  }
  if (!/^application\/json\s*(;|$)/i.test(call.headers['content-type'] ?? '')) {
    return refuse(call, 'edge.content-type');
  }
  const body = call.readBody();
  return body instanceof Promise
    ? body.then(arrived => parseBody(call, arrived))
    : parseBody(call, body);
};

function parseBody(call: Call, bytes: Buffer | DecisionReason): StageResult {
  if (typeof bytes === 'string') return refuse(call, bytes);

  const parsed = parseStrictJson(bytes);
  if ('refused' in parsed) {
    return refuse(
      call,
      parsed.refused === 'malformed'
        ? 'message.malformed'
        : 'message.ambiguous',
    );
  }
  const own = withoutAsk(parsed.value, bytes);
  const read = readMessage(own.value, own.bytes);
  if (!read) return refuse(call, 'message.invalid');
  const message = own.isRetry ? { ...read, hasInput: true } : read;
  if (bringsAssertion(own.value)) {
    return refuse(call, 'message.invalid', {
      message,
      refusal: { text: `Only the gateway writes ${ASSERTION_META}.` },
    });
  }
  if (!headersAgree({ headers: call.headers, message })) {
    return refuse(call, 'message.header-mismatch', { message });
  }
  const { protocolVersion: requested } = message;
  if (requested !== undefined && !MODERN_VERSIONS.includes(requested)) {
    return refuse(call, 'message.unsupported-version', {
      message,
      refusal: { data: { supported: [...MODERN_VERSIONS], requested } },
    });
  }
  if (message.kind === 'response') {
    const { method } = message;
    return proceed(call, { message, action: { kind: 'session', method } });
  }
  const action = actionOf(message);
  if (!action) return refuse(call, 'message.unknown-method', { message });
  // SEP-2663: who does not say that they know tasks has no business with them.
  if (
    action.kind === 'task' &&
    message.era === 'modern' &&
    !declaresTasks(message.params)
  ) {
    const requiredCapabilities = { extensions: { [TASKS_EXTENSION]: {} } };
    return refuse(call, 'message.missing-capability', {
      message,
      refusal: { data: { requiredCapabilities } },
    });
  }
  return proceed(call, { message, action });
}
