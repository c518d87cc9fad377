import { Agent, type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { EngineError } from './EngineError';
import { readBounded } from './readBounded';
import { selectVersion, versionSchema } from './selectVersion';

const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;
const TIMEOUT_MS = 30_000;

/** What is asked of an engine. */
export interface EngineRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  /** Below the version, such as `/containers/json`. */
  readonly path: string;
  /** Instead of the version, for what is no part of this API. */
  readonly prefix?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** 0: as long as it takes. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Speaks the Docker Engine API over a unix socket, in the newest version that both sides know. Only what this driver needs, and
 * every answer has a bound and a shape.
 */
export class EngineClient {
  static create(options: { socketPath: string }): EngineClient {
    return new EngineClient(options.socketPath);
  }

  readonly socketPath: string;
  readonly #agent = new Agent({ keepAlive: false });
  #version: Promise<z.infer<typeof versionSchema>> | undefined;

  private constructor(socketPath: string) {
    this.socketPath = socketPath;
  }

  /** What the engine says of itself. Asked once, and again after a failure. */
  version(): Promise<z.infer<typeof versionSchema>> {
    this.#version ??= this.#askVersion().catch(error => {
      this.#version = undefined;
      throw error;
    });
    return this.#version;
  }

  /** Forgets what it knows of the engine, which may be another one the next time. */
  forget(): void {
    this.#version = undefined;
  }

  /** Asks, and reads the answer by its shape. @throws EngineError */
  async json<T>(wanted: EngineRequest, shape: z.ZodType<T>): Promise<T> {
    const answer = await this.stream(wanted);
    const text = await readBounded(answer, MAX_ANSWER_BYTES);
    const read = shape.safeParse(parse(text));
    if (read.success) return read.data;
    const [{ path, message }] = read.error.issues;
    throw new EngineError(
      `The container engine's answer to ${
        wanted.path
      } makes no sense (${path.join('.')}: ${message})`,
    );
  }

  /** Asks for something to be done. @throws EngineError */
  async run(wanted: EngineRequest): Promise<void> {
    await readBounded(await this.stream(wanted), MAX_ANSWER_BYTES);
  }

  /** Asks; the caller reads the answer. @throws EngineError where it is not 2xx. */
  async stream(wanted: EngineRequest): Promise<IncomingMessage> {
    const answer = await this.#send(
      wanted.prefix ?? (await this.#prefix()),
      wanted,
    );
    const status = answer.statusCode ?? 0;
    if (status >= 200 && status < 300) return answer;
    const text = await readBounded(answer, MAX_ERROR_BYTES);
    throw new EngineError(errorText(text, status), status);
  }

  /**
   * Asks for a connection that is both ways from then on. By the upgrade of HTTP and without a body: Podman hands a body to the
   * container as its input.
   */
  async upgrade(
    wanted: Pick<EngineRequest, 'path' | 'query'>,
  ): Promise<{ socket: Duplex; head: Buffer }> {
    const prefix = await this.#prefix();
    return new Promise((resolve, reject) => {
      const asking = request({
        ...this.#target(prefix, wanted),
        method: 'POST',
        headers: {
          host: 'engine',
          connection: 'Upgrade',
          upgrade: 'tcp',
          'content-length': '0',
        },
      });
      const timer = setTimeout(
        () => asking.destroy(new Error('it does not answer')),
        TIMEOUT_MS,
      );
      asking.once('close', () => clearTimeout(timer));
      asking.once('upgrade', (_answer, socket, head) => {
        clearTimeout(timer);
        resolve({ socket, head });
      });
      asking.once('response', answer => {
        readBounded(answer, MAX_ERROR_BYTES).then(text => {
          const status = answer.statusCode ?? 0;
          reject(new EngineError(errorText(text, status), status));
        }, reject);
      });
      asking.on('error', error => reject(unreachable(this, error)));
      asking.end();
    });
  }

  async #prefix(): Promise<string> {
    const { ApiVersion } = await this.version();
    return `/v${ApiVersion}`;
  }

  async #askVersion(): Promise<z.infer<typeof versionSchema>> {
    const answer = await this.#send('', { method: 'GET', path: '/version' });
    const text = await readBounded(answer, MAX_ANSWER_BYTES);
    const read = versionSchema.safeParse(parse(text));
    if (!read.success) {
      throw new EngineError(
        `What answers at ${this.socketPath} is no container engine`,
      );
    }
    return { ...read.data, ApiVersion: selectVersion(read.data) };
  }

  #target(
    prefix: string,
    { path, query }: Pick<EngineRequest, 'path' | 'query'>,
  ) {
    const search = new URLSearchParams(query).toString();
    return {
      socketPath: this.socketPath,
      agent: this.#agent,
      path: `${prefix}${path}${search ? `?${search}` : ''}`,
    };
  }

  #send(prefix: string, wanted: EngineRequest): Promise<IncomingMessage> {
    const { method, headers, body, signal, timeoutMs = TIMEOUT_MS } = wanted;
    const content = body === undefined ? '' : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const asking = request({
        ...this.#target(prefix, wanted),
        method,
        signal,
        headers: {
          host: 'engine',
          ...(content && { 'content-type': 'application/json' }),
          'content-length': `${Buffer.byteLength(content)}`,
          ...headers,
        },
      });
      const timer = timeoutMs
        ? setTimeout(
            () => asking.destroy(new Error('it does not answer')),
            timeoutMs,
          )
        : undefined;
      asking.once('close', () => clearTimeout(timer));
      asking.once('response', resolve);
      asking.on('error', error => reject(unreachable(this, error)));
      asking.end(content);
    });
  }
}

function unreachable(client: EngineClient, error: Error): EngineError {
  client.forget();
  return new EngineError(
    `The container engine at ${client.socketPath} cannot be reached: ${error.message}`,
    undefined,
    { cause: error },
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const errorSchema = z.object({ message: z.string() });

function errorText(text: string, status: number): string {
  const read = errorSchema.safeParse(parse(text));
  const words = (read.success ? read.data.message : text)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 500);
  return `The container engine refuses: ${words || `HTTP ${status}`}`;
}
