/** What the API server answers where it does not do what it was asked. */
export class ApiError extends Error {
  constructor(code, reason, message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  get body() {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      code: this.code,
    };
  }
}

export const notFound = what =>
  new ApiError(404, 'NotFound', `${what} not found`);
export const invalid = why => new ApiError(422, 'Invalid', why);
export const forbidden = why => new ApiError(403, 'Forbidden', why);
export const conflict = (reason, why) => new ApiError(409, reason, why);
