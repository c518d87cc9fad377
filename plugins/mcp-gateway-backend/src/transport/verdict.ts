import { createParser } from 'eventsource-parser';

/**
 * What came back for a request: `error` is a JSON-RPC error or a tool result with `isError`; `foreign` is JSON that is no
 * answer to it: broken off, or with another request's id.
 */
export type Verdict = 'result' | 'error' | 'foreign';

/** Looks for the answer to a request in what came back. Without an id nothing was asked. */
export function verdictOf(options: {
  text: string;
  id: string | number | undefined;
  contentType: string;
}): Verdict {
  const { text, id, contentType } = options;
  if (id === undefined) return 'result';
  const isStream = contentType.startsWith('text/event-stream');
  const messages = isStream ? messagesOf(text) : parseOne(text);
  const answer = messages.find(message => answers(message, id));
  if (answer) {
    const failed =
      answer.error !== undefined || answer.result?.isError === true;
    return failed ? 'error' : 'result';
  }
  // A stream may end before the answer, which is then fetched by resuming it.
  return isStream ? 'result' : 'foreign';
}

interface Answer {
  id?: unknown;
  error?: unknown;
  result?: { isError?: unknown };
}

function messagesOf(text: string): Answer[] {
  const messages: Answer[] = [];
  const parser = createParser({
    onEvent: event => messages.push(...parseOne(event.data)),
  });
  parser.feed(text);
  return messages;
}

/** JSON-RPC 2.0 §5: an error may have no id, where the server could not read the request's. */
function answers(message: Answer, id: string | number): boolean {
  return (
    message.id === id || (message.id === null && message.error !== undefined)
  );
}

function parseOne(text: string): Answer[] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? [value] : [];
  } catch {
    return [];
  }
}
