import { isError } from '@backstage/errors';

/** What can be written down of an error whose words could quote a secret: its kind, and the system's code where it has one. */
export function nameOfError(error: unknown): string {
  if (!isError(error)) return 'unknown error';
  const { name, code } = error;
  const isPlain = typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code);
  return isPlain ? `${name} ${code}` : name;
}
