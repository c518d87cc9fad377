import { z } from 'zod';
import { EngineError } from './EngineError';

/** The versions of the API that this driver knows. */
const OLDEST = '1.40';
const NEWEST = '1.47';

/** What an engine says of itself. */
export const versionSchema = z.object({
  ApiVersion: z.string().regex(/^\d+\.\d+$/),
  MinAPIVersion: z
    .string()
    .regex(/^\d+\.\d+$/)
    .optional(),
  Version: z.string(),
  Os: z.string(),
  Components: z
    .array(z.object({ Name: z.string() }))
    .nullish()
    .transform(list => list ?? []),
});

/**
 * The newest version of the API that engine and driver know. Pure.
 *
 * @throws EngineError where there is none.
 */
export function selectVersion(engine: {
  ApiVersion: string;
  MinAPIVersion?: string;
}): string {
  const wanted = isOlder(engine.ApiVersion, NEWEST)
    ? engine.ApiVersion
    : NEWEST;
  const oldest = engine.MinAPIVersion ?? OLDEST;
  if (isOlder(wanted, OLDEST) || isOlder(wanted, oldest)) {
    throw new EngineError(
      `The container engine speaks versions ${oldest} to ${engine.ApiVersion} of the Docker Engine API, and this driver ${OLDEST} to ${NEWEST}`,
    );
  }
  return wanted;
}

function isOlder(one: string, other: string): boolean {
  const [[a, b], [c, d]] = [one, other].map(text =>
    text.split('.').map(Number),
  );
  return a < c || (a === c && b < d);
}
