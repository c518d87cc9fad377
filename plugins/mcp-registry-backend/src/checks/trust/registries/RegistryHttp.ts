const MAX_REDIRECTS = 3;

/** The registry could not be asked, or did not answer in a way that says anything: another try may. */
export class RegistryUnreachable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RegistryUnreachable';
  }
}

/** An answer that was read to its end. */
export interface RegistryAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** What came of a download. */
export type Downloaded<T> = T & { readonly headers: Headers };

/** How a question is asked. */
export interface RegistryQuestion {
  readonly headers?: Record<string, string>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Asks registries over HTTP: those that the configuration names and no other host, whatever their answers point to. Answers are
 * bounded in size and time.
 */
export class RegistryHttp {
  /** @param origins - `https://registry.example`: all that may be asked. */
  static create(options: {
    origins: readonly string[];
    timeoutMs: number;
    /** Where they are named, for people. */
    namedIn?: string;
  }): RegistryHttp {
    return new RegistryHttp(options);
  }

  readonly #origins: ReadonlySet<string>;
  readonly #timeoutMs: number;
  readonly #namedIn: string;

  private constructor(options: Parameters<typeof RegistryHttp.create>[0]) {
    this.#origins = new Set(options.origins);
    this.#timeoutMs = options.timeoutMs;
    this.#namedIn = options.namedIn ?? 'mcpRegistry.trust';
  }

  mayAsk(url: URL): boolean {
    return this.#origins.has(url.origin);
  }

  /**
   * @returns any answer below 500, also of refusals: what they mean is for the caller to say.
   * @throws RegistryUnreachable
   */
  async get(url: URL, question: RegistryQuestion): Promise<RegistryAnswer> {
    const { response, at } = await this.#follow(url, question);
    return await readAnswer(response, at, question.maxBytes);
  }

  /**
   * Asks once, and follows nothing: a redirect is an answer.
   *
   * @throws RegistryUnreachable
   */
  async send(
    url: URL,
    question: RegistryQuestion & { method: 'GET' | 'POST'; body?: string },
  ): Promise<RegistryAnswer> {
    const { method, body, maxBytes, headers = {} } = question;
    const signal = this.#within(question.signal);
    const response = await this.#ask(url, { method, headers, body, signal });
    return await readAnswer(response, url, maxBytes);
  }

  /**
   * Takes in something large, chunk by chunk.
   *
   * @throws RegistryUnreachable where it is not there, or is not sent to its end.
   */
  async download<T>(
    url: URL,
    question: RegistryQuestion & {
      write(chunks: AsyncIterable<Uint8Array>): Promise<T>;
    },
  ): Promise<Downloaded<T>> {
    const { response, at } = await this.#follow(url, question);
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new RegistryUnreachable(
        `${at.host} answered with status ${response.status}`,
      );
    }
    const chunks = boundedBody(response, at, question.maxBytes);
    const written = await question.write(chunks);
    return { ...written, headers: response.headers };
  }

  async #follow(
    url: URL,
    question: RegistryQuestion,
  ): Promise<{ response: Response; at: URL }> {
    const signal = this.#within(question.signal);
    let next = url;
    let headers = question.headers ?? {};
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const response = await this.#ask(next, {
        method: 'GET',
        headers,
        signal,
      });
      const location = response.headers.get('location');
      const isRedirect = response.status >= 300 && response.status < 400;
      if (!isRedirect || !location) return { response, at: next };
      await response.body?.cancel();
      const target = new URL(location, next);
      // What proves who asks is for the host that it was meant for.
      if (target.origin !== next.origin) headers = withoutSecrets(headers);
      next = target;
    }
    throw new RegistryUnreachable(`${url.host} redirects without end`);
  }

  #within(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]);
  }

  async #ask(
    url: URL,
    options: {
      method: string;
      headers: Record<string, string>;
      body?: string;
      signal: AbortSignal;
    },
  ): Promise<Response> {
    if (!this.mayAsk(url)) {
      throw new RegistryUnreachable(
        `It points to ${url.origin}, which ${this.#namedIn} does not name`,
      );
    }
    try {
      return await fetch(url, { ...options, redirect: 'manual' });
    } catch (error) {
      throw unreachable(url, error);
    }
  }
}

async function readAnswer(
  response: Response,
  url: URL,
  maxBytes: number,
): Promise<RegistryAnswer> {
  const { status, headers } = response;
  if (status >= 500 || status === 429 || status === 408) {
    await response.body?.cancel();
    throw new RegistryUnreachable(`${url.host} answered with status ${status}`);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of boundedBody(response, url, maxBytes)) {
    chunks.push(chunk);
  }
  return { status, headers, body: Buffer.concat(chunks) };
}

/** What is sent, until it is too much. */
async function* boundedBody(
  response: Response,
  url: URL,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) break;
      yield chunk;
    }
  } catch (error) {
    throw unreachable(url, error);
  }
  if (bytes > maxBytes) {
    throw new RegistryUnreachable(
      `${url.host} answered with more than ${maxBytes} bytes`,
    );
  }
}

function withoutSecrets(
  headers: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([key]) => key.toLowerCase() !== 'authorization',
    ),
  );
}

/** The cause in one word, without addresses of ours. */
function unreachable(url: URL, error: unknown): RegistryUnreachable {
  const { name, cause } = error as { name?: string; cause?: unknown };
  const code = (cause as { code?: unknown } | undefined)?.code;
  const why =
    name === 'TimeoutError' || name === 'AbortError'
      ? 'did not answer in time'
      : `cannot be reached${typeof code === 'string' ? ` (${code})` : ''}`;
  return new RegistryUnreachable(`${url.host} ${why}`);
}
