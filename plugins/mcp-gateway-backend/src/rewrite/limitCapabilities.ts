import type { CallAction } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { EXTENSIONS } from '../pipeline/methods';
import { isObject } from './isObject';

/** What a server's capability is for: refused as a whole when its method is. Others pass untouched. */
const METHOD_OF: Record<string, CallAction> = {
  completions: { kind: 'other', method: 'completion/complete' },
  logging: { kind: 'session', method: 'logging/setLevel' },
  prompts: { kind: 'other', method: 'prompts/list' },
  resources: { kind: 'other', method: 'resources/list' },
  tools: { kind: 'list', method: 'tools/list' },
};

/**
 * Takes out of the answer to `initialize` or `server/discover` the capabilities whose methods this person would be
 * refused, and extensions whose methods the gateway does not know.
 */
export function limitCapabilities(
  message: unknown,
  isAllowed: (action: CallAction) => boolean,
): unknown {
  if (!isObject(message) || !isObject(message.result)) return message;
  const { capabilities } = message.result;
  if (!isObject(capabilities)) return message;
  const kept = Object.entries(capabilities).flatMap(([name, value]) => {
    if (name === 'extensions' && isObject(value)) {
      const known = Object.entries(value).filter(([id]) => EXTENSIONS.has(id));
      return [[name, Object.fromEntries(known)]];
    }
    const action = METHOD_OF[name];
    return action && !isAllowed(action) ? [] : [[name, value]];
  });
  return {
    ...message,
    result: { ...message.result, capabilities: Object.fromEntries(kept) },
  };
}
