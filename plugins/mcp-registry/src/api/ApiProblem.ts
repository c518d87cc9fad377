/** What a backend answered instead of a result, in the server's own words. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string | undefined;
  /** Where to sign in again, where that is what it takes. */
  readonly signInUrl: string | undefined;

  constructor(options: {
    name?: string;
    message: string;
    status: number;
    code?: string;
    signInUrl?: string;
  }) {
    super(options.message);
    this.name = options.name ?? 'ApiProblem';
    this.status = options.status;
    this.code = options.code;
    this.signInUrl = options.signInUrl;
  }
}
