import type { Reply } from './Reply';

/** Answers with a body that is there already: head and body go out together, and the connection stays usable. The headers get its length. */
export function sendWhole(options: {
  reply: Reply;
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}): number {
  const { reply, status, headers, body } = options;
  const length = Buffer.byteLength(body);
  headers['content-length'] = String(length);
  reply.writeHead(status, headers);
  reply.end(body);
  return length;
}
