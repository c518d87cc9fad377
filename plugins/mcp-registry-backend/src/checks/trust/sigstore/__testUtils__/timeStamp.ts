import { createHash, sign, X509Certificate } from 'node:crypto';
import type { Keys } from './Authority';
import { der, integer, name, octets, oid, sequence } from './der';

const SHA256 = sequence(oid('2.16.840.1.101.3.4.2.1'));
const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const digest = (data: Buffer) => createHash('sha256').update(data).digest();
const number = (value: number) => integer(Buffer.from([value]));

/** Who stamps, with the certificate that its authority has given it. */
export interface TimeStamper {
  keys: Keys;
  certificate: Buffer;
  issuer: string;
}

/** A time stamp for data (RFC 3161), as an authority answers it. */
export function timeStamp(
  { keys, certificate, issuer }: TimeStamper,
  data: Buffer,
  at: Date,
): Buffer {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  const info = sequence(
    number(1),
    oid('1.3.6.1.4.1.99999.1'),
    sequence(SHA256, octets(digest(data))),
    number(7),
    der(0x18, Buffer.from(digits)),
  );
  const attributes = sequence(
    oid('1.2.840.113549.1.9.4'),
    der(0x31, octets(digest(info))),
  );
  const signature = sign('sha256', der(0x31, attributes), keys.privateKey);
  const { serialNumber } = new X509Certificate(certificate);
  const signer = sequence(
    number(1),
    sequence(name(issuer), integer(Buffer.from(serialNumber, 'hex'))),
    SHA256,
    der(0xa0, attributes),
    ECDSA_SHA256,
    octets(signature),
  );
  const signedData = sequence(
    number(3),
    der(0x31, SHA256),
    sequence(oid('1.2.840.113549.1.9.16.1.4'), der(0xa0, octets(info))),
    der(0x31, signer),
  );
  return sequence(
    sequence(number(0)),
    sequence(oid('1.2.840.113549.1.7.2'), der(0xa0, signedData)),
  );
}
