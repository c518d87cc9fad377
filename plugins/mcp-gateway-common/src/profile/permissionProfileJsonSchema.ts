import { z } from 'zod';
import { permissionProfileSchema } from './permissionProfile';

/** What {@link permissionProfileJsonSchema} is known by. */
export const PERMISSION_PROFILE_SCHEMA_ID =
  'urn:sallyport:permission-profile:1';

/**
 * The profile as a JSON Schema (draft 7, which editors and validators know): what `schema/permission-profile.schema.json` of this
 * package holds. It says the form; {@link lintProfile} says what a profile of that form would do.
 */
export function permissionProfileJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(permissionProfileSchema, { target: 'draft-7' });
  // As plain data: what zod hangs on the object beside it is nobody's business.
  const { $schema, ...rest } = JSON.parse(JSON.stringify(schema));
  return {
    $schema,
    $id: PERMISSION_PROFILE_SCHEMA_ID,
    title: 'Permission profile',
    ...rest,
  };
}
