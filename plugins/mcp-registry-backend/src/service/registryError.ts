import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  REGISTRY_ERRORS,
  type RegistryErrorCode,
} from '@sallyport/backstage-plugin-mcp-registry-common';

/** Makes an error of the registry's table; `detail` is added to its text, `facts` are for programs. */
export function registryError(
  code: RegistryErrorCode,
  detail?: string,
  facts?: { signInUrl: string },
): Error {
  const { http, text } = REGISTRY_ERRORS[code];
  const message = detail ? `${text} ${detail}` : text;
  return Object.assign(errorOf(http, message), { code, ...facts });
}

function errorOf(http: 400 | 403 | 404 | 409 | 429, message: string): Error {
  switch (http) {
    case 400:
      return new InputError(message);
    case 403:
      return new NotAllowedError(message);
    case 404:
      return new NotFoundError(message);
    case 409:
      return new ConflictError(message);
    case 429:
      // The portal's error handler goes by it: there is no class for this one.
      return Object.assign(new Error(message), {
        name: 'TooManyRequestsError',
        statusCode: 429,
      });
    default:
      return unknownStatus(http);
  }
}

function unknownStatus(http: never): Error {
  return new Error(`Unknown status ${String(http)}`);
}
