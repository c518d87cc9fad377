import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import {
  type RegistryAnswer,
  RegistryHttp,
} from '../../trust/registries/RegistryHttp';
import { readSarif } from '../readSarif';
import type { Scanner, ScanReport, ScanRequest } from '../ScannerCheck';
import { ScannerFailed } from '../ScannerFailed';
import type { HttpScanner } from '../ScannerSettings';
import {
  acceptedSchema,
  metadataSchema,
  type ScannerMetadata,
} from './harborSchema';
import { readVulnerabilityReport } from './readVulnerabilityReport';
import { type AdapterRequest, isSame, requestOf } from './requestOf';

const REQUEST_MIME =
  'application/vnd.scanner.adapter.scan.request+json; version=1.0';
const UPDATED = 'harbor.scanner-adapter/vulnerability-database-updated-at';
const REQUEST_MS = 30_000;
const MAX_SMALL_BYTES = 1024 * 1024;
const MOST_WAITING = 1000;
const USUAL_WAIT_S = 2;
const LONGEST_WAIT_S = 30;

/**
 * Asks a service in the manner of Harbor’s scanners: what it takes, then to look at something, then for its report until that is there. A
 * scan that takes longer than a check may goes on, and the next try asks for the same one.
 */
export class HttpAdapter implements Scanner {
  static create(options: {
    settings: HttpScanner;
    /** Between two questions for a report, seconds, where the service does not say it. */
    waitSeconds?: number;
  }): HttpAdapter {
    return new HttpAdapter(options);
  }

  readonly #settings: HttpScanner;
  readonly #http: RegistryHttp;
  readonly #waitSeconds: number;
  /** What was asked and not answered, by digest. */
  readonly #waiting = new Map<string, string>();

  private constructor(options: Parameters<typeof HttpAdapter.create>[0]) {
    const { settings, waitSeconds = USUAL_WAIT_S } = options;
    this.#settings = settings;
    this.#waitSeconds = waitSeconds;
    this.#http = RegistryHttp.create({
      origins: [settings.url.origin],
      timeoutMs: REQUEST_MS,
      namedIn: 'mcpRegistry.scanners',
    });
  }

  async scan(
    request: ScanRequest,
    { signal }: { signal: AbortSignal },
  ): Promise<ScanReport | undefined> {
    const metadata = await this.#metadata(signal);
    const asked = requestOf(request, metadata);
    if (!asked) return undefined;
    const { digest } = request.subject;
    const id = this.#waiting.get(digest) ?? (await this.#begin(asked, signal));
    this.#remember(digest, id);
    const answer = await this.#report(id, { asked, digest, signal });
    this.#waiting.delete(digest);
    const report = this.#read(answer, asked);
    const { scanner, properties } = metadata;
    const updated = properties?.[UPDATED];
    const at = new Date(typeof updated === 'string' ? updated : NaN);
    return {
      ...report,
      evidence: { ...report.evidence, scanner: scanner.name },
      ...(!Number.isNaN(at.getTime()) && { dataAt: at.toISOString() }),
    };
  }

  async #metadata(signal: AbortSignal): Promise<ScannerMetadata> {
    const answer = await this.#send('metadata', { method: 'GET', signal });
    return this.#parse(metadataSchema, answer, { status: 200 });
  }

  async #begin(asked: AdapterRequest, signal: AbortSignal): Promise<string> {
    const answer = await this.#send('scan', {
      ...{ method: 'POST', signal },
      headers: { 'content-type': REQUEST_MIME },
      body: JSON.stringify(asked.body),
    });
    return this.#parse(acceptedSchema, answer, { status: 202 }).id;
  }

  async #report(
    id: string,
    about: { asked: AdapterRequest; digest: string; signal: AbortSignal },
  ): Promise<RegistryAnswer> {
    const { asked, digest, signal } = about;
    for (;;) {
      const answer = await this.#send(`scan/${encodeURIComponent(id)}/report`, {
        ...{ method: 'GET', signal },
        headers: { accept: asked.reportMime },
      });
      if (answer.status === 404) {
        this.#waiting.delete(digest);
        throw new ScannerFailed('It has forgotten what it was asked.', {
          isTransient: true,
        });
      }
      if (answer.status !== 302) return answer;
      await sleep(this.#waitOf(answer) * 1000, undefined, { signal }).catch(
        () => {
          throw new ScannerFailed('It is not done yet.', { isTransient: true });
        },
      );
    }
  }

  /** How long it asks to be waited for, within reason. */
  #waitOf({ headers }: RegistryAnswer): number {
    const said = headers.get('refresh-after') ?? headers.get('retry-after');
    const seconds = said === null ? NaN : Number(said);
    return Number.isFinite(seconds) && seconds >= 0
      ? Math.min(Math.max(seconds, this.#waitSeconds), LONGEST_WAIT_S)
      : this.#waitSeconds;
  }

  #read(answer: RegistryAnswer, asked: AdapterRequest): ScanReport {
    if (answer.status !== 200) {
      throw new ScannerFailed(
        `It answered with status ${answer.status} instead of a report.`,
        { isTransient: false },
      );
    }
    const type = answer.headers.get('content-type') ?? '';
    if (!isSame(type.split(';')[0], asked.reportMime.split(';')[0])) {
      throw new ScannerFailed('Its report is of another kind than was asked.', {
        isTransient: false,
      });
    }
    const text = answer.body.toString('utf8');
    if (asked.reportMime.includes('sarif')) {
      const { findings, tools, dataAt } = readSarif(text);
      return { findings, evidence: { tools }, ...(dataAt && { dataAt }) };
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      throw new ScannerFailed('Its report is no JSON.', { isTransient: false });
    }
    return readVulnerabilityReport(json, {
      digest: asked.digest,
      policy: this.#settings.severity,
    });
  }

  #parse<T extends z.ZodType>(
    schema: T,
    answer: RegistryAnswer,
    { status }: { status: number },
  ): z.infer<T> {
    if (answer.status !== status) {
      throw new ScannerFailed(`It answered with status ${answer.status}.`, {
        isTransient: false,
      });
    }
    try {
      return schema.parse(JSON.parse(answer.body.toString('utf8')));
    } catch {
      throw new ScannerFailed('It answered in a form that is not understood.', {
        isTransient: false,
      });
    }
  }

  async #send(
    path: string,
    options: {
      method: 'GET' | 'POST';
      headers?: Record<string, string>;
      body?: string;
      signal: AbortSignal;
    },
  ): Promise<RegistryAnswer> {
    const { url, headers, maxBytes } = this.#settings;
    const isReport = path.endsWith('/report');
    return await this.#http.send(new URL(path, url), {
      ...options,
      headers: { ...headers, ...options.headers },
      maxBytes: isReport ? maxBytes : MAX_SMALL_BYTES,
    });
  }

  #remember(digest: string, id: string): void {
    if (this.#waiting.size >= MOST_WAITING) {
      const [oldest] = this.#waiting.keys();
      this.#waiting.delete(oldest);
    }
    this.#waiting.set(digest, id);
  }
}
