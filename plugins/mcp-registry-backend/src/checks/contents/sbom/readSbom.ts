import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { readCycloneDx } from './readCycloneDx';
import { readSpdx } from './readSpdx';
import type { Sbom } from './Sbom';

/** As a document. */
export const MAX_SBOM_BYTES = 8 * 1024 * 1024;
const MAX_COMPONENTS = 20_000;

/**
 * Reads a list of contents: CycloneDX or SPDX, in JSON.
 *
 * @throws InputError with what does not fit.
 */
export function readSbom(text: string): Sbom {
  if (Buffer.byteLength(text) > MAX_SBOM_BYTES) {
    throw new InputError(`The SBOM is larger than ${MAX_SBOM_BYTES} bytes.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new InputError('The SBOM is no JSON.');
  }
  const sbom = read(json);
  if (sbom.components.length > MAX_COMPONENTS) {
    throw new InputError(`The SBOM has more than ${MAX_COMPONENTS} entries.`);
  }
  return sbom;
}

function read(json: unknown): Sbom {
  const isObject = typeof json === 'object' && json !== null;
  try {
    if (isObject && 'bomFormat' in json) return readCycloneDx(json);
    if (isObject && 'spdxVersion' in json) return readSpdx(json);
  } catch (error) {
    if (error instanceof z.ZodError) {
      const [issue] = error.issues;
      throw new InputError(
        `The SBOM does not fit its form: ${issue.path.join('.')}: ${
          issue.message
        }`,
      );
    }
    if (error instanceof RangeError) {
      throw new InputError(`The SBOM cannot be read: ${error.message}.`);
    }
    throw error;
  }
  throw new InputError(
    'It is neither CycloneDX (1.2 to 1.7) nor SPDX (2.2, 2.3) in JSON.',
  );
}
