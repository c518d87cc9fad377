import { createHash, sign } from 'node:crypto';
import { makeKeys } from './Authority';

const sha256 = (...parts: Buffer[]) => {
  const hash = createHash('sha256');
  parts.forEach(part => hash.update(part));
  return hash.digest();
};

/** What is entered: an envelope, in the parts that entries are about. */
export interface Entered {
  payload: Buffer;
  /** What was signed: the payload with its type and length. */
  encoded: Buffer;
  signature: Buffer;
}

/** A log as Rekor keeps it, in both of its versions. */
export class TransparencyLog {
  readonly keys = makeKeys();

  /** An entry with both of its proofs: the log's promise, with its time, and its place in the tree under a signed checkpoint. */
  enter(entered: Entered, at: Date) {
    const body = Buffer.from(
      JSON.stringify({
        apiVersion: '0.0.1',
        kind: 'dsse',
        spec: {
          payloadHash: {
            algorithm: 'sha256',
            value: sha256(entered.payload).toString('hex'),
          },
          signatures: [{ signature: entered.signature.toString('base64') }],
        },
      }),
    );
    const integratedTime = Math.floor(at.getTime() / 1000);
    const promised = JSON.stringify({
      body: body.toString('base64'),
      integratedTime,
      logID: this.keys.id.toString('hex'),
      logIndex: 1,
    });
    return {
      ...this.#place(body),
      kindVersion: { kind: 'dsse', version: '0.0.1' },
      integratedTime: String(integratedTime),
      inclusionPromise: {
        signedEntryTimestamp: this.#signed(promised).toString('base64'),
      },
    };
  }

  /** An entry of the second version: without a promise and a time. */
  enterByPlace({ encoded, signature }: Entered) {
    const body = Buffer.from(
      JSON.stringify({
        apiVersion: '0.0.2',
        kind: 'hashedrekord',
        spec: {
          hashedRekordV002: {
            data: {
              algorithm: 'SHA2_256',
              digest: sha256(encoded).toString('base64'),
            },
            signature: { content: signature.toString('base64') },
          },
        },
      }),
    );
    return {
      ...this.#place(body),
      kindVersion: { kind: 'hashedrekord', version: '0.0.2' },
    };
  }

  /** The second of two leaves. */
  #place(body: Buffer) {
    const other = sha256(Buffer.from([0]), Buffer.from('another entry'));
    const leaf = sha256(Buffer.from([0]), body);
    const top = sha256(Buffer.from([1]), other, leaf);
    const note = `log.test\n2\n${top.toString('base64')}\n`;
    const signedNote = Buffer.concat([
      this.keys.id.subarray(0, 4),
      this.#signed(note),
    ]).toString('base64');
    return {
      logIndex: '1',
      logId: { keyId: this.keys.id.toString('base64') },
      inclusionProof: {
        logIndex: '1',
        treeSize: '2',
        rootHash: top.toString('base64'),
        hashes: [other.toString('base64')],
        checkpoint: { envelope: `${note}\n\u2014 log.test ${signedNote}\n` },
      },
      canonicalizedBody: body.toString('base64'),
    };
  }

  #signed(text: string): Buffer {
    return sign('sha256', Buffer.from(text), this.keys.privateKey);
  }
}
