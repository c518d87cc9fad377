import type { Reply } from './Reply';

/** Answers with a body that is there already: head and body go out together, and the connection stays usable. */
export function sendWhole(options: {
  reply: Reply;
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}): number {
  const { reply, status, headers, body } = options;
  const length = Buffer.byteLength(body);
  reply.writeHead(status, { ...headers, 'content-length': length });
  reply.end(body);
  return length;
}
