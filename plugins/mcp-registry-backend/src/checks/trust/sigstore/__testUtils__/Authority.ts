import {
  createHash,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import {
  bits,
  der,
  integer,
  name,
  octets,
  oid,
  sequence,
  text,
  time,
  yes,
} from './der';

const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

/** A pair of keys on P-256. */
export interface Keys {
  privateKey: KeyObject;
  publicKey: KeyObject;
  /** The public one as SubjectPublicKeyInfo. */
  spki: Buffer;
  /** SHA-256 of it. */
  id: Buffer;
}

export function makeKeys(): Keys {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' });
  return { ...pair, spki, id: createHash('sha256').update(spki).digest() };
}

/** What a leaf says. */
export interface LeafFacts {
  uri: string;
  /** Of Fulcio's extensions, by the end of their number. */
  extensions: Record<string, string>;
  notBefore: Date;
  notAfter: Date;
}

/** Issues certificates as Fulcio does: short-lived, with promises of a log of certificates. */
export class Authority {
  readonly keys = makeKeys();
  readonly #name: string;
  readonly certificate: Buffer;

  constructor(commonName: string, from: Date, to: Date) {
    this.#name = commonName;
    this.certificate = this.#sign(
      this.#body({
        subject: name(commonName),
        spki: this.keys.spki,
        dates: [from, to],
        extensions: [
          extension('2.5.29.19', sequence(yes), true),
          extension('2.5.29.15', bits(Buffer.from([0x06]), 1), true),
          extension('2.5.29.14', octets(this.keys.id.subarray(0, 20))),
        ],
      }),
    );
  }

  /** @param log - whose promise goes into it; absent: none. */
  issue(leaf: Keys, facts: LeafFacts, log?: Keys): Buffer {
    const options = {
      subject: name(),
      spki: leaf.spki,
      dates: [facts.notBefore, facts.notAfter] as const,
    };
    const extensions = [
      extension('2.5.29.15', bits(Buffer.from([0x80]), 7), true),
      extension('2.5.29.35', sequence(der(0x80, this.keys.id.subarray(0, 20)))),
      extension('2.5.29.17', sequence(der(0x86, Buffer.from(facts.uri))), true),
      ...Object.entries(facts.extensions).map(([end, value]) =>
        extension(`1.3.6.1.4.1.57264.1.${end}`, text(value)),
      ),
    ];
    if (!log) return this.#sign(this.#body({ ...options, extensions }));
    const serial = randomBytes(8);
    const before = this.#body({ ...options, extensions, serial });
    const promise = this.#promise(before, log, facts.notBefore);
    return this.#sign(
      this.#body({
        ...options,
        serial,
        extensions: [...extensions, promise],
      }),
    );
  }

  #promise(body: Buffer, log: Keys, date: Date): Buffer {
    const at = Buffer.alloc(8);
    at.writeBigUInt64BE(BigInt(date.getTime()));
    const none = Buffer.from([0, 0]);
    const signed = Buffer.concat([
      ...[Buffer.from([0, 0]), at, Buffer.from([0, 1]), this.keys.id],
      ...[Buffer.from([0, body.length >> 8, body.length & 0xff]), body, none],
    ]);
    const signature = sign('sha256', signed, log.privateKey);
    const one = Buffer.concat([
      ...[Buffer.from([0]), log.id, at, none],
      ...[Buffer.from([4, 3]), uint16(signature.length), signature],
    ]);
    const list = Buffer.concat([uint16(one.length), one]);
    return extension(
      '1.3.6.1.4.1.11129.2.4.2',
      octets(Buffer.concat([uint16(list.length), list])),
    );
  }

  #body(options: {
    subject: Buffer;
    spki: Buffer;
    dates: readonly [Date, Date];
    extensions: Buffer[];
    serial?: Buffer;
  }): Buffer {
    const { subject, spki, dates, extensions, serial } = options;
    return sequence(
      der(0xa0, integer(Buffer.from([2]))),
      integer(Buffer.concat([Buffer.from([1]), serial ?? randomBytes(8)])),
      ECDSA_SHA256,
      name(this.#name),
      sequence(...dates.map(time)),
      subject,
      spki,
      der(0xa3, sequence(...extensions)),
    );
  }

  #sign(body: Buffer): Buffer {
    const signature = sign('sha256', body, this.keys.privateKey);
    return sequence(body, ECDSA_SHA256, bits(signature));
  }
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [yes] : []), octets(value));
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}
