import { ApiException } from '@kubernetes/client-node';

/** The status that the API server answered with; undefined: it did not answer. */
export function statusOf(error: unknown): number | undefined {
  if (error instanceof ApiException) return error.code;
  const { code, statusCode } = error as {
    code?: unknown;
    statusCode?: unknown;
  };
  return [code, statusCode].find(value => typeof value === 'number') as
    | number
    | undefined;
}

/** What the API server said, in one line for people. */
export function describeApiError(error: unknown): string {
  if (error instanceof ApiException) {
    const message = messageOf(error.body);
    return `${message ?? 'The API server refused'} (${error.code})`.slice(
      0,
      500,
    );
  }
  const { message, cause } = error as Error;
  const { code } = (cause ?? error) as NodeJS.ErrnoException;
  return code && !message.includes(code) ? `${message} (${code})` : message;
}

function messageOf(body: unknown): string | undefined {
  try {
    const status = typeof body === 'string' ? JSON.parse(body) : body;
    return typeof status?.message === 'string' ? status.message : undefined;
  } catch {
    return undefined;
  }
}
