import type { RJSFSchema } from '@rjsf/utils';

/**
 * The values without what nobody filled in: a form makes empty objects and lists for its fields, and "nothing said" is
 * not the same to a tool as "an empty list".
 */
export function withoutEmpty(
  values: Record<string, unknown>,
  schema: RJSFSchema,
): Record<string, unknown> {
  const required = new Set(schema.required);
  const kept = Object.entries(values)
    .map(([name, value]) => {
      const property = schema.properties?.[name];
      return isPlainObject(value) && isPlainObject(property)
        ? ([name, withoutEmpty(value, property as RJSFSchema)] as const)
        : ([name, value] as const);
    })
    .filter(([name, value]) => required.has(name) || !isEmpty(value));
  return Object.fromEntries(kept);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isPlainObject(value) && Object.keys(value).length === 0;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
