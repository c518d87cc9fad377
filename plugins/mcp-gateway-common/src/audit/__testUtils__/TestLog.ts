import { exportJWK, generateKeyPair, type JSONWebKeySet } from 'jose';
import { formatLine } from '../chain/formatLine';
import { parseLine } from '../chain/parseLine';
import { FIRST_PREV, type ChainLine } from '../chain/types';
import { readSigned, type ReadSigned } from '../checkpoint/readSigned';
import {
  AUDIT_ALGORITHM,
  signCheckpoint,
  signGap,
  type AuditSigningKey,
} from '../checkpoint/signAudit';
import type { AuditReport, VerifyOptions } from '../verify/types';
import { readAuditLines } from '../verify/readAuditLines';
import { verifyAudit } from '../verify/verifyAudit';
import { sha256 } from './sha256';

/** A key pair for signatures about logs. */
export async function testKey(
  kid: string,
): Promise<{ key: AuditSigningKey; keys: JSONWebKeySet }> {
  const { privateKey, publicKey } = await generateKeyPair(AUDIT_ALGORITHM, {
    extractable: true,
  });
  return {
    key: { kid, privateKey },
    keys: {
      keys: [{ ...(await exportJWK(publicKey)), kid, alg: AUDIT_ALGORITHM }],
    },
  };
}

/** A log of several writers, with what signs it. */
export class TestLog {
  static async create(): Promise<TestLog> {
    return new TestLog(await testKey('key-1'));
  }

  readonly lines: string[] = [];
  readonly signed: ReadSigned[] = [];
  readonly keys: JSONWebKeySet;
  readonly #key: AuditSigningKey;
  readonly #heads = new Map<string, { seq: number; hash: string }>();
  #number = 0;
  #prev = FIRST_PREV;

  private constructor(key: Awaited<ReturnType<typeof testKey>>) {
    this.#key = key.key;
    this.keys = key.keys;
  }

  write(writer: string, event: object = {}): void {
    const head = this.#heads.get(writer) ?? { seq: 0, hash: FIRST_PREV };
    const place = { writer, seq: head.seq + 1, prev: head.hash };
    const { line, hash } = formatLine(place, JSON.stringify(event), sha256);
    this.#heads.set(writer, { seq: place.seq, hash });
    this.lines.push(line);
  }

  /** Signs the heads of now. Returns the text. */
  async checkpoint(
    change: object = {},
    key: AuditSigningKey = this.#key,
  ): Promise<string> {
    const text = await signCheckpoint(
      {
        number: ++this.#number,
        prev: this.#prev,
        at: '2026-11-29T08:00:00.000Z',
        heads: [...this.#heads].map(([writer, head]) => ({ writer, ...head })),
        ...change,
      },
      key,
    );
    this.#prev = sha256(text);
    this.signed.push(await this.read(text));
    return text;
  }

  /** Takes events out and seals the gap. */
  async prune(writer: string, from: number, to: number): Promise<string> {
    const gone = this.lines.filter(line => {
      const event = parse(line);
      return event.writer === writer && event.seq >= from && event.seq <= to;
    });
    const text = await signGap(
      {
        ...{ writer, from, to, at: '2026-11-29T08:00:00.000Z' },
        prev: parse(gone[0]).prev,
        last: parse(gone.at(-1)!).hash,
        reason: 'retention',
      },
      this.#key,
    );
    this.lines.splice(
      0,
      Infinity,
      ...this.lines.filter(line => !gone.includes(line)),
    );
    this.signed.push(await this.read(text));
    return text;
  }

  async read(text: string, keys = this.keys): Promise<ReadSigned> {
    return await readSigned(text, { keys, sha256 });
  }

  /** Verifies these lines, or the log's own, from bytes in chunks of odd sizes. */
  async verify(
    lines: readonly string[] | Uint8Array = this.lines,
    options: VerifyOptions = {},
  ): Promise<AuditReport> {
    const bytes =
      lines instanceof Uint8Array
        ? lines
        : new TextEncoder().encode(lines.map(line => `${line}\n`).join(''));
    return await verifyAudit(readAuditLines(inChunks(bytes), 'export.ndjson'), {
      signed: this.signed,
      sha256,
      ...options,
    });
  }
}

/** A line that must be one. */
export function parse(line: string): ChainLine {
  const parsed = parseLine(line);
  if (!parsed) throw new Error(`No line: ${line}`);
  return parsed;
}

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0, size = 1; at < bytes.length; at += size, size += 7) {
    yield bytes.subarray(at, at + size);
  }
}
