import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Answer = (req: IncomingMessage, res: ServerResponse) => unknown;

/** What speaks the Engine API as a test wants it to, at a real socket. */
export class FakeEngine {
  static async start(): Promise<FakeEngine> {
    const engine = new FakeEngine();
    engine.#server.listen(engine.socketPath);
    await once(engine.#server, 'listening');
    return engine;
  }

  readonly asked: { line: string; headers: IncomingMessage['headers'] }[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'sallyport-fake-'));
  readonly socketPath = join(this.#folder, 'engine.sock');
  readonly #answers = new Map<string, Answer>();
  readonly #sockets = new Set<Duplex>();
  readonly #server = createServer((req, res) => {
    const path = this.#note(req);
    const answer = this.#answers.get(`${req.method} ${path}`);
    if (answer) answer(req, res);
    else res.writeHead(404).end(JSON.stringify({ message: `no ${path}` }));
  });

  private constructor() {
    this.version({ ApiVersion: '1.41', MinAPIVersion: '1.12' });
    this.#server.on('connection', socket => this.#sockets.add(socket));
  }

  /** Without the version that is asked with. */
  on(line: string, answer: Answer | object | string): this {
    this.#answers.set(
      line,
      typeof answer === 'function'
        ? (answer as Answer)
        : (_, res) =>
            res.end(
              typeof answer === 'string' ? answer : JSON.stringify(answer),
            ),
    );
    return this;
  }

  version(change: object): this {
    const usual = { Version: '20.10.24', Os: 'linux', Components: null };
    return this.on('GET /version', { ...usual, ...change });
  }

  onUpgrade(take: (socket: Duplex, req: IncomingMessage) => void): this {
    this.#server.on('upgrade', (req, socket: Duplex) => {
      this.#note(req);
      socket.write(
        'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
      );
      take(socket, req);
    });
    return this;
  }

  close(): void {
    this.#server.close();
    this.#sockets.forEach(socket => socket.destroy());
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #note({ method, url = '', headers }: IncomingMessage): string {
    this.asked.push({ line: `${method} ${url}`, headers });
    return url.replace(/^\/v[\d.]+/, '').replace(/\?.*$/, '');
  }
}
