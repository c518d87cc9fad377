// The least that something between client and server can do in Node: forward bytes both ways. Same HTTP server and client
// libraries as the gateway. Usage: passThrough.mjs <port> <upstream url>
import { createServer } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Agent, request as send } from 'undici';

const [port, upstream] = process.argv.slice(2);
const dispatcher = new Agent({ connections: 256 });
const HOP = new Set(['connection', 'host', 'content-length', 'keep-alive']);

createServer(async (request, response) => {
  try {
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !HOP.has(name)),
    );
    const answer = await send(upstream, {
      dispatcher,
      method: request.method,
      headers,
      body: request.method === 'POST' ? request : undefined,
    });
    delete answer.headers.connection;
    response.writeHead(answer.statusCode, answer.headers);
    await pipeline(answer.body, response);
  } catch {
    response.destroy();
  }
}).listen(Number(port), '127.0.0.1');
