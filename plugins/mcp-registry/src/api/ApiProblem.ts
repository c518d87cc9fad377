/** What a backend answered instead of a result, in the server's own words. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string | undefined;

  constructor(options: {
    name?: string;
    message: string;
    status: number;
    code?: string;
  }) {
    super(options.message);
    this.name = options.name ?? 'ApiProblem';
    this.status = options.status;
    this.code = options.code;
  }
}
