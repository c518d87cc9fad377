import { pipeline, Readable } from 'stream';
import { isObject } from '../rewrite/isObject';
import { SseRewriter } from '../rewrite/SseRewriter';
import { collect } from '../transport/collect';
import type { UpstreamAnswer } from '../transport/Upstream';
import { UpstreamFailure } from '../transport/UpstreamFailure';
import { exposeUri } from './prefixes';

const MAX_BYTES = 8 * 1024 * 1024;

/** The answer to `resources/read` with the URIs by which its client knows them. */
export async function exposeContents(
  answer: UpstreamAnswer,
  alias: string,
): Promise<UpstreamAnswer> {
  const rewrite = (message: unknown) => exposeUris(message, alias);
  const type = String(answer.headers['content-type'] ?? '');
  if (/^text\/event-stream\b/i.test(type)) {
    const rewriter = new SseRewriter(rewrite, MAX_BYTES);
    // Whoever reads it learns how it ended.
    return { ...answer, body: pipeline(answer.body, rewriter, () => {}) };
  }
  const bytes = await collect(answer.body, MAX_BYTES);
  if (bytes === undefined) throw new UpstreamFailure('upstream.too-large');
  const body = Buffer.from(
    JSON.stringify(rewrite(JSON.parse(bytes.toString('utf8')))),
  );
  return {
    ...answer,
    headers: { ...answer.headers, 'content-length': String(body.length) },
    body: Readable.from([body]),
  };
}

function exposeUris(message: unknown, alias: string): unknown {
  if (!isObject(message) || !isObject(message.result)) return message;
  const { contents } = message.result;
  if (!Array.isArray(contents)) return message;
  const exposed = contents.map((content: unknown) =>
    isObject(content) && typeof content.uri === 'string'
      ? { ...content, uri: exposeUri(alias, content.uri) }
      : content,
  );
  return { ...message, result: { ...message.result, contents: exposed } };
}
