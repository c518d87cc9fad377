import { createParser } from 'eventsource-parser';
import { isObject } from '../../rewrite/isObject';
import { parseLoosely } from './parseLoosely';

/**
 * The message that answers a request, in what came back: that is one message, or a stream of events, and its end may be missing.
 * `undefined`: it is not there.
 */
export function answerTextOf(
  text: string,
  id: string | number | undefined,
): string | undefined {
  if (/^\s*\{/.test(text)) return text;
  const answers: string[] = [];
  const parser = createParser({
    onEvent: ({ data }) => {
      if (isAnswer(data, id)) answers.push(data);
    },
  });
  parser.feed(text);
  return answers[0] ?? lastEvent(text, id);
}

/** The event that was cut off. */
function lastEvent(
  text: string,
  id: string | number | undefined,
): string | undefined {
  const [last = ''] = text.split(/\r?\n\r?\n/).slice(-1);
  const data = last
    .split(/\r?\n/)
    .filter(line => line.startsWith('data:'))
    .map(line => line.replace(/^data: ?/, ''))
    .join('\n');
  return data !== '' && isAnswer(data, id) ? data : undefined;
}

function isAnswer(data: string, id: string | number | undefined): boolean {
  const message = parseLoosely(data);
  if (!isObject(message)) return false;
  const isIts = message.id === undefined || message.id === id;
  return isIts && ('result' in message || 'error' in message);
}
