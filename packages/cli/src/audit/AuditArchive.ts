import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import {
  ARCHIVE_FOLDERS,
  type AuditExtent,
  auditExtentSchema,
  type AuditLine,
  EXTENT_FILE,
  KEYS_FILE,
  readAuditLines,
  readTar,
  type TarFile,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { CommandError } from '../CommandError';

const MAX_SIGNED_BYTES = 256 * 1024 * 1024;
const { checkpoints, events } = ARCHIVE_FOLDERS;

/** An archive as the gateway exports it: `*.tar`. It is read twice: first what is signed, then the events. */
export class AuditArchive {
  static async open(path: string): Promise<AuditArchive> {
    const archive = new AuditArchive(path);
    await archive.#readFront();
    return archive;
  }

  readonly #path: string;
  #extent: AuditExtent | undefined;
  #keys: string | undefined;
  readonly #signed: { text: string; source: string }[] = [];

  private constructor(path: string) {
    this.#path = path;
  }

  /** What it says that it is about. */
  get extent(): AuditExtent {
    if (!this.#extent) throw this.#isNone(`it has no ${EXTENT_FILE}`);
    return this.#extent;
  }

  /** The keys that the portal gave with it, as text. */
  get keys(): string {
    if (!this.#keys) throw this.#isNone(`it has no ${KEYS_FILE}`);
    return this.#keys;
  }

  /** Its checkpoints and sealed gaps, one text each. */
  get signed(): readonly { text: string; source: string }[] {
    return this.#signed;
  }

  /** Its events, in their order. */
  async *lines(): AsyncGenerator<AuditLine> {
    for await (const { name, bytes } of this.#files()) {
      if (name.startsWith(events)) {
        yield* readAuditLines(once(bytes), this.#sourceOf(name));
      }
    }
  }

  async #readFront(): Promise<void> {
    let size = 0;
    for await (const { name, bytes } of this.#files()) {
      if (name.startsWith(events)) continue;
      const text = textOf(bytes);
      if (name === EXTENT_FILE) {
        this.#extent = this.#readExtent(text);
      } else if (name === KEYS_FILE) {
        this.#keys = text;
      } else if (name.startsWith(checkpoints)) {
        size += bytes.length;
        if (size > MAX_SIGNED_BYTES) {
          throw this.#isNone('it has too many checkpoints');
        }
        const source = this.#sourceOf(name);
        this.#signed.push(
          ...text
            .split('\n')
            .filter(Boolean)
            .map(line => ({ text: line, source })),
        );
      } else {
        throw this.#isNone(`${name} does not belong into one`);
      }
    }
  }

  #readExtent(text: string): AuditExtent {
    try {
      return auditExtentSchema.parse(JSON.parse(text));
    } catch {
      throw this.#isNone(`its ${EXTENT_FILE} is not what one is`);
    }
  }

  async *#files(): AsyncGenerator<TarFile> {
    try {
      yield* readTar(createReadStream(this.#path));
    } catch (error) {
      if (error instanceof CommandError) throw error;
      throw this.#isNone((error as Error).message);
    }
  }

  #sourceOf(name: string): string {
    return `${basename(this.#path)}/${name}`;
  }

  #isNone(why: string): CommandError {
    return new CommandError(
      `${this.#path} is no export of the log that can be verified: ${why}.`,
    );
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Bytes that are no UTF-8 make a signature bad, which is said of it. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
