import type { SurfaceSubjectTool } from '../types';
import { tokenise } from '../text/tokenise';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOpen = (value: unknown) =>
  value === true || (isObject(value) && Object.keys(value).length === 0);

/** Top of an input schema that takes anything: `additionalProperties: true` without properties, a pattern for every name. */
export function openSchemas({
  inputSchema,
}: SurfaceSubjectTool): string | undefined {
  if (!isObject(inputSchema)) return undefined;
  const { properties, additionalProperties, patternProperties } = inputSchema;
  const names = isObject(properties) ? Object.values(properties) : [];
  const named = names.filter(property => !isOpen(property)).length;
  if (isOpen(additionalProperties) && named === 0) {
    return `additionalProperties: ${JSON.stringify(additionalProperties)}`;
  }
  const patterns = isObject(patternProperties)
    ? Object.entries(patternProperties)
    : [];
  const [all] =
    patterns.find(
      ([pattern, schema]) => /^\^?\.[*+]\$?$/.test(pattern) && isOpen(schema),
    ) ?? [];
  return all && named === 0 ? `patternProperties: ${all}` : undefined;
}

const DESTROYS = new Set([
  'delete',
  'remove',
  'drop',
  'erase',
  'destroy',
  'wipe',
  'purge',
  'truncate',
  'kill',
  'format',
  'uninstall',
  'revoke',
]);

/** A tool whose name begins with a verb that destroys and that says it only reads. */
export function contradictedAnnotations({
  name,
  annotations,
}: SurfaceSubjectTool): string | undefined {
  if (!isObject(annotations) || annotations.readOnlyHint !== true) {
    return undefined;
  }
  const [verb] = tokenise(name);
  return verb && DESTROYS.has(verb.text)
    ? `"${name}" has readOnlyHint: true`
    : undefined;
}

const COMMANDS = new Set([
  'shell_command',
  'shell',
  'cmd',
  'exec',
  'eval',
  'code_to_run',
  'bash',
]);
const RUNS = new Set(
  'run runs execute executes command commands shell script scripts evaluate evaluates code process terminal bash session test browser page sql query start starts launch'.split(
    ' ',
  ),
);

/** A parameter that takes a command, in a tool whose purpose does not speak of running anything. */
export function commandParameters(parameter: string, purpose: string): boolean {
  return (
    COMMANDS.has(parameter.toLowerCase()) &&
    !tokenise(purpose).some(({ text }) => RUNS.has(text))
  );
}
