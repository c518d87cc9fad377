import { PlainError } from './PlainError.mjs';

/** Calls a REST API of the portal as a signed-in person. */
export function portalApi({ portalUrl, token }) {
  return async (method, path, body) => {
    const response = await fetch(`${portalUrl}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
      // To learn a server's tools, its package may have to be fetched first.
      signal: AbortSignal.timeout(150_000),
    });
    const text = await response.text();
    if (!response.ok) {
      let message = text.slice(0, 300);
      try {
        message = JSON.parse(text).error.message;
      } catch {
        // Not an answer of the API.
      }
      const error = new PlainError(
        `${method} /api${path} answers ${response.status}: ${message}`,
      );
      error.status = response.status;
      throw error;
    }
    return text ? JSON.parse(text) : undefined;
  };
}
