import type { ImportProblemCode } from '@sallyport/backstage-plugin-mcp-registry-common';

/**
 * Why nothing is imported. The portal shows it, with what to do.
 *
 * @public
 */
export class ImportRefusal extends Error {
  readonly code: ImportProblemCode;
  /** Commits and files, each with what is wrong there. Never a secret. */
  readonly where: readonly string[];

  constructor(code: ImportProblemCode, where: readonly string[] = []) {
    super(`${code}: ${where.join('; ')}`);
    this.name = 'ImportRefusal';
    this.code = code;
    this.where = where;
  }
}
