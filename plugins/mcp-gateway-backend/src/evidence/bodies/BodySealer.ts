import { createHmac, randomBytes } from 'node:crypto';
import {
  bodyDigest,
  type CallBody,
  type HmacSha256,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { EnvelopeBox } from '../../encryption/EnvelopeBox';

/** What was kept of a call, opened. */
export interface OpenedBody {
  /** A {@link CallBody} as JSON: what the digest is of. */
  text: string;
  hexKey: string;
}

/** HMAC with SHA-256 by Node. */
export const hmacSha256: HmacSha256 = ({ hexKey, text }) =>
  createHmac('sha256', Buffer.from(hexKey, 'hex')).update(text).digest('hex');

/** Encrypts what is kept of calls, each bound to its call, together with the key of its digest. */
export class BodySealer {
  static create(options: {
    box: Pick<EnvelopeBox, 'seal' | 'open'>;
  }): BodySealer {
    return new BodySealer(options.box);
  }

  readonly #box: Pick<EnvelopeBox, 'seal' | 'open'>;

  private constructor(box: Pick<EnvelopeBox, 'seal' | 'open'>) {
    this.#box = box;
  }

  /** Throws where nothing encrypts. */
  async seal(
    body: CallBody,
  ): Promise<{ sealed: string; digest: string; bytes: number }> {
    const text = JSON.stringify(body);
    const hexKey = randomBytes(32).toString('hex');
    return {
      sealed: await this.#box.seal(contextOf(body.callId), `${hexKey}${text}`),
      digest: bodyDigest({ hexKey, text, hmac: hmacSha256 }),
      bytes: Buffer.byteLength(text),
    };
  }

  /** Throws where it was changed, or belongs to another call. */
  async open(callId: string, sealed: string): Promise<OpenedBody> {
    const opened = await this.#box.open(contextOf(callId), sealed);
    return { hexKey: opened.slice(0, 64), text: opened.slice(64) };
  }
}

function contextOf(callId: string): [string, string] {
  return ['call-body', callId];
}
