import { createParser } from 'eventsource-parser';
import { isObject } from '../rewrite/isObject';
import type { Failure } from './isError';

const TOOL_ERROR: Failure = { type: 'tool_error' };

/** What an answer to a request says of its failure; `undefined`: it succeeded, or nobody can tell. Never what it says in words. */
export function readFailure(options: {
  bytes: Buffer;
  id: string | number;
  isStream: boolean;
}): Failure | undefined {
  const { bytes, id, isStream } = options;
  // Most answers are neither, and parsing them again would cost more than all the rest.
  if (!bytes.includes('"error"') && !bytes.includes('"isError"'))
    return undefined;
  const text = bytes.toString('utf8');
  const messages = isStream ? eventsOf(text) : [text];
  for (const message of messages.map(parse)) {
    if (!isObject(message)) continue;
    if (isObject(message.error) && (message.id === id || message.id === null)) {
      const { code } = message.error;
      return Number.isInteger(code)
        ? { type: String(code), code: code as number }
        : { type: '_OTHER' };
    }
    const { result } = message;
    if (message.id === id && isObject(result) && result.isError === true) {
      return TOOL_ERROR;
    }
  }
  return undefined;
}

function eventsOf(text: string): string[] {
  const events: string[] = [];
  createParser({ onEvent: ({ data }) => events.push(data) }).feed(text);
  return events;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
