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
  }): RegistryHttp {
    return new RegistryHttp(options);
  }

  readonly #origins: ReadonlySet<string>;
  readonly #timeoutMs: number;

  private constructor(options: Parameters<typeof RegistryHttp.create>[0]) {
    this.#origins = new Set(options.origins);
    this.#timeoutMs = options.timeoutMs;
  }

  mayAsk(url: URL): boolean {
    return this.#origins.has(url.origin);
  }

  /**
   * @returns any answer below 500, also of refusals: what they mean is for the caller to say.
   * @throws RegistryUnreachable
   */
  async get(url: URL, question: RegistryQuestion): Promise<RegistryAnswer> {
    const signal = AbortSignal.any([
      question.signal,
      AbortSignal.timeout(this.#timeoutMs),
    ]);
    let next = url;
    let headers = question.headers ?? {};
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const response = await this.#ask(next, headers, signal);
      const location = response.headers.get('location');
      const isRedirect = response.status >= 300 && response.status < 400;
      if (!isRedirect || !location) {
        return await readAnswer(response, next, question.maxBytes);
      }
      await response.body?.cancel();
      const target = new URL(location, next);
      // What proves who asks is for the host that it was meant for.
      if (target.origin !== next.origin) headers = withoutSecrets(headers);
      next = target;
    }
    throw new RegistryUnreachable(`${url.host} redirects without end`);
  }

  async #ask(
    url: URL,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Response> {
    if (!this.mayAsk(url)) {
      throw new RegistryUnreachable(
        `The registry points to ${url.origin}, which mcpRegistry.trust does not name`,
      );
    }
    try {
      return await fetch(url, { headers, signal, redirect: 'manual' });
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
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw unreachable(url, error);
  }
  if (bytes > maxBytes) {
    throw new RegistryUnreachable(
      `${url.host} answered with more than ${maxBytes} bytes`,
    );
  }
  return { status, headers, body: Buffer.concat(chunks) };
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
