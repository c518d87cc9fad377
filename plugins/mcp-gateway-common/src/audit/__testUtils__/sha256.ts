import { createHash } from 'node:crypto';
import type { Sha256 } from '../chain/types';

/** Node's SHA-256, as the gateway and the command line hand it in. */
export const sha256: Sha256 = text =>
  createHash('sha256').update(text, 'utf8').digest('hex');
