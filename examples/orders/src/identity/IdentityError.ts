/** Why it is not known for whom a request is. */
export class IdentityError extends Error {
  /** `unavailable`: the gateway's keys could not be had, so nothing is known about the assertion. */
  readonly code: 'missing' | 'invalid' | 'unavailable';

  constructor(
    code: IdentityError['code'],
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'IdentityError';
    this.code = code;
  }

  get status(): number {
    return this.code === 'unavailable' ? 503 : 401;
  }

  /** RFC 6750 §3: who sent nothing is told of no error. */
  get challenge(): string {
    return this.code === 'missing'
      ? 'Bearer realm="orders"'
      : `Bearer realm="orders", error="invalid_token", error_description="${this.message}"`;
  }
}
