import { isError } from '@backstage/errors';
import type {
  CheckFinding,
  CheckResult,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { RegistryUnreachable } from './registries/RegistryHttp';

/** Collects what a check finds at one place of a revision. */
export class Findings {
  readonly #location: string;
  readonly #found: CheckFinding[] = [];

  constructor(location: string) {
    this.#location = location;
  }

  add(
    level: CheckFinding['level'],
    rule: string,
    message: string,
    excerpt?: string,
  ): void {
    this.#found.push({
      ...{ rule, level, message: visible(message, 1000) },
      location: this.#location,
      ...(excerpt !== undefined && { excerpt: visible(excerpt) }),
    });
  }

  get all(): readonly CheckFinding[] {
    return this.#found;
  }

  /** What they come to. */
  get outcome(): 'pass' | 'warn' | 'fail' {
    const has = (level: CheckFinding['level']) =>
      this.#found.some(one => one.level === level);
    if (has('error')) return 'fail';
    return has('warning') ? 'warn' : 'pass';
  }

  /** The first of the worst of them, which is what a verdict says in one sentence. */
  get worst(): string | undefined {
    const [first] = ['error', 'warning'].flatMap(level =>
      this.#found.filter(one => one.level === level),
    );
    return first?.message;
  }
}

/** Runs a check to its verdict. What could not be found out is an error, and one that another try may not meet where a registry did not answer. */
export async function verdictOf(
  work: () => Promise<CheckResult>,
): Promise<CheckResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RegistryUnreachable) {
      return {
        ...couldNot(`Not reachable: ${error.message}.`),
        isTransient: true,
      };
    }
    if (isError(error) && error.name === 'InputError') {
      return couldNot(error.message);
    }
    throw error;
  }
}

/** It could not be found out. */
export function couldNot(summary: string): CheckResult {
  return { outcome: 'error', summary, findings: [] };
}

/** There is nothing to look at. */
export function doesNotApply(summary: string): CheckResult {
  return { outcome: 'notApplicable', summary, findings: [] };
}

/** Text of strangers, with what cannot be seen made visible. */
export function visible(text: string, most = 500): string {
  return text
    .slice(0, most)
    .replace(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu,
      letter => `\\u{${letter.codePointAt(0)!.toString(16)}}`,
    );
}
