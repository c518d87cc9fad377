/** Why the API refuses, with the status that says so over HTTP. */
export class OrdersError extends Error {
  readonly code: 'forbidden' | 'not-found' | 'conflict' | 'invalid';

  constructor(code: OrdersError['code'], message: string) {
    super(message);
    this.name = 'OrdersError';
    this.code = code;
  }

  get status(): number {
    switch (this.code) {
      case 'forbidden':
        return 403;
      case 'not-found':
        return 404;
      case 'conflict':
        return 409;
      case 'invalid':
        return 400;
      default:
        return this.code satisfies never;
    }
  }
}
