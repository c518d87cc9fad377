import { Readable } from 'node:stream';
import type { UpstreamAnswer } from '../transport/Upstream';

/** An answer that carries nothing. */
export function bareAnswer(status: number): UpstreamAnswer {
  return { status, headers: {}, body: Readable.from([]) };
}
