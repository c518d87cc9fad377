import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';

/** What a person reads in the template's run when the registry said no: what did not happen, and why. */
export function toRefusal(options: {
  /** What did not happen, such as "Access was not requested". */
  outcome: string;
  status: number;
  error: unknown;
}): Error {
  const { outcome, status } = options;
  const message = `${outcome}: ${messageOf(options)}`;
  switch (status) {
    case 400:
      return new InputError(message);
    case 401:
    case 403:
      return new NotAllowedError(message);
    case 404:
      return new NotFoundError(message);
    case 409:
      return new ConflictError(message);
    default:
      return new ServiceUnavailableError(message);
  }
}

function messageOf(options: { status: number; error: unknown }): string {
  const { message } = Object(Object(options.error).error);
  if (typeof message === 'string' && message) {
    return message;
  }
  return `the registry answered ${options.status}. Try again in a moment; if it stays like this, tell the people who run this portal.`;
}
