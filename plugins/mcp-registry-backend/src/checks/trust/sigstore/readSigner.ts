import type { Signer } from '@sigstore/verify';
import type { SignerIdentity } from './types';

/** Of Fulcio's extensions (1.3.6.1.4.1.57264.1.…), which other authorities use too. */
const FULCIO = '1.3.6.1.4.1.57264.1.';
const FIELDS = {
  issuer: '8',
  runnerEnvironment: '11',
  sourceRepository: '12',
  sourceDigest: '13',
  sourceRef: '14',
  workflow: '18',
} as const;
const MAX_LENGTH = 2000;

/** Reads who signed from a certificate that was verified. */
export function readSigner({ identity }: Signer): SignerIdentity {
  const extensions = new Map(
    (identity?.oids ?? []).map(({ oid, value }) => [
      oid?.id.join('.') ?? '',
      value,
    ]),
  );
  const read = (field: keyof typeof FIELDS) => {
    const value = extensions.get(`${FULCIO}${FIELDS[field]}`);
    return value && utf8String(value);
  };
  const found = {
    issuer: read('issuer') ?? identity?.extensions?.issuer,
    signer: identity?.subjectAlternativeName,
    sourceRepository: read('sourceRepository'),
    sourceRef: read('sourceRef'),
    sourceDigest: read('sourceDigest'),
    workflow: read('workflow'),
    runnerEnvironment: read('runnerEnvironment'),
  };
  return Object.fromEntries(
    Object.entries(found).filter(([, value]) => value !== undefined),
  );
}

/** A DER-encoded UTF8String; `undefined` for anything else. */
function utf8String(der: Buffer): string | undefined {
  if (der.length < 2 || der[0] !== 0x0c) return undefined;
  const isLong = der[1] >= 0x80;
  const lengthBytes = isLong ? der[1] - 0x80 : 0;
  if (lengthBytes > 2 || (isLong && lengthBytes === 0)) return undefined;
  const start = 2 + lengthBytes;
  const length = isLong ? der.readUIntBE(2, lengthBytes) : der[1];
  if (start + length !== der.length || length > MAX_LENGTH) return undefined;
  return der.subarray(start).toString('utf8');
}
