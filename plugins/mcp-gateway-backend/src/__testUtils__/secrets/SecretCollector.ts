import { appendFileSync } from 'node:fs';
import { watchHttp } from './watchHttp';

const MIN_LENGTH = 16;
/** Words that tests write where a secret would stand have fewer; what is drawn by chance has more. */
const MIN_LETTERS = 8;

/** Remembers every secret that was handed out, shown or given in a process, under names that can be told. */
export class SecretCollector {
  /** @param file - where each is written, too, for whoever looks for them afterwards: a line of JSON */
  static create(options: { file?: string } = {}): SecretCollector {
    return new SecretCollector(options.file);
  }

  readonly #file: string | undefined;
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  private constructor(file: string | undefined) {
    this.#file = file;
  }

  /** Values by their names. */
  get secrets(): ReadonlyMap<string, string> {
    return new Map([...this.#names].map(([value, name]) => [name, value]));
  }

  /** What is short, or of few different letters, is nobody's secret. */
  add(kind: string, value: string): void {
    const isOne =
      value.length >= MIN_LENGTH && new Set(value).size >= MIN_LETTERS;
    if (!isOne || this.#names.has(value)) return;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const name = `${kind} ${count}`;
    this.#names.set(value, name);
    if (this.#file !== undefined) {
      const line = JSON.stringify({ name, value });
      appendFileSync(this.#file, `${line}\n`, { mode: 0o600 });
    }
  }

  /** Collects what goes over HTTP to and from this process, until it is told not to. */
  watch(): () => void {
    return watchHttp((kind, value) => this.add(kind, value));
  }

  /** Collects what a configuration has at keys that say so. */
  addConfig(config: unknown, path: readonly string[] = []): void {
    if (typeof config === 'string') {
      const key = path.at(-1) ?? '';
      if (/(?:secret|password|token|apikey|value|privatekey)$/i.test(key)) {
        this.add(`setting ${path.join('.')}`, config);
      }
    } else if (Array.isArray(config)) {
      config.forEach(one => this.addConfig(one, path));
    } else if (typeof config === 'object' && config !== null) {
      for (const [key, value] of Object.entries(config)) {
        this.addConfig(value, [...path, key]);
      }
    }
  }
}
