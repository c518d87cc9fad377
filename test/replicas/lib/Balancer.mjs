import { once } from 'node:events';
import { createServer, request as send } from 'node:http';

const count = (counts, port, change) =>
  counts.set(port, (counts.get(port) ?? 0) + change);

/**
 * A load balancer without affinity: every request goes to the next replica. One that refuses the connection is left out; a
 * request that breaks off is the client's to repeat, as anywhere.
 */
export class Balancer {
  /** Listens on loopback and a free port, so that its address is known before its replicas'. */
  static async create() {
    const balancer = new Balancer();
    balancer.#http.listen(0, '127.0.0.1');
    await once(balancer.#http, 'listening');
    return balancer;
  }

  #http = createServer((request, response) => {
    // Read first: it may have to be sent twice.
    const chunks = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const next = this.#turn++;
      const order = this.#ports.map(
        (_, i) => this.#ports[(next + i) % this.#ports.length],
      );
      this.#forward(request, response, Buffer.concat(chunks), order);
    });
  });
  #ports = [];
  #turn = 0;
  #taken = new Map();
  #open = new Map();

  get url() {
    return `http://localhost:${this.#http.address().port}`;
  }

  /** How many requests each replica, in their order, has answered. */
  get taken() {
    return this.#ports.map(port => this.#taken.get(port) ?? 0);
  }

  /** How many answers are under way at each replica, in their order. */
  get open() {
    return this.#ports.map(port => this.#open.get(port) ?? 0);
  }

  /** @param {number[]} ports the replicas' */
  use(ports) {
    this.#ports = ports;
  }

  async stop() {
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }

  #forward(request, response, body, [port, ...others]) {
    const { method, url: path, headers } = request;
    // A client that went away meanwhile has nobody who waits.
    if (response.destroyed) return;
    if (port === undefined) {
      response.writeHead(503).end();
      return;
    }
    const forwarded = send({
      host: '127.0.0.1',
      port,
      method,
      path,
      headers,
      agent: false,
    });
    forwarded.on('response', answer => {
      count(this.#taken, port, 1);
      count(this.#open, port, 1);
      answer.on('close', () => count(this.#open, port, -1));
      response.writeHead(answer.statusCode, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    forwarded.on('error', error => {
      if (error.code === 'ECONNREFUSED')
        this.#forward(request, response, body, others);
      else if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
    response.on('close', () => forwarded.destroy());
    forwarded.end(body);
  }
}
