import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 32 });
/** A gateway that takes longer hangs. */
const LIMIT_MS = 5_000;

/** One HTTP request with exactly these headers, in this order and as often as they are given. */
export function rawRequest({ url, method = 'POST', headers, body }) {
  return new Promise((resolve, reject) => {
    const { hostname, port, pathname } = new URL(url);
    let settled = () => {};
    const sent = request(
      {
        agent,
        hostname,
        port,
        path: pathname,
        method,
        headers: [
          ['host', `${hostname}:${port}`],
          ...headers,
          ...(body ? [['content-length', String(body.length)]] : []),
        ].flat(),
      },
      response => {
        const chunks = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('error', finish);
        response.on('end', () => finish());
        function finish(error) {
          settled();
          resolve({
            status: response.statusCode,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
            broken: error !== undefined,
          });
        }
      },
    );
    const timer = setTimeout(() => {
      sent.destroy();
      reject(new Error(`No answer within ${LIMIT_MS} ms`));
    }, LIMIT_MS);
    settled = () => clearTimeout(timer);
    sent.on('error', error => {
      settled();
      // A server may close a connection whose request it refuses.
      if (['ECONNRESET', 'EPIPE'].includes(error.code))
        resolve({ status: 0, headers: {}, text: '', broken: true });
      else reject(error);
    });
    sent.end(body);
  });
}
