import { ApiProblem } from './ApiProblem';

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Turns an answer of the typed client into its data, or throws what the server said. */
export async function unwrap<T>(
  pending: Promise<Answer<T>>,
): Promise<NonNullable<T>> {
  const { data, error, response } = await pending;
  if (response.ok && data !== undefined && data !== null) {
    return data;
  }
  throw toProblem(error, response);
}

/** As `unwrap`, for answers that have no body. */
export async function unwrapNothing(
  pending: Promise<Answer<unknown>>,
): Promise<void> {
  const { error, response } = await pending;
  if (!response.ok) {
    throw toProblem(error, response);
  }
}

function toProblem(body: unknown, response: Response): ApiProblem {
  const error = read(read({ body }, 'body'), 'error');
  const text = (key: string) => {
    const value = read(error, key);
    return typeof value === 'string' ? value : undefined;
  };
  return new ApiProblem({
    name: text('name'),
    message:
      text('message') ??
      `The portal answered with ${response.status} ${response.statusText}`.trim(),
    status: response.status,
    code: text('code'),
    signInUrl: text('signInUrl'),
  });
}

function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
