import type {
  DefinitionProblem,
  FoundDefinition,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { FoundFinding } from './checkDefinitions';
import type { Difference } from './compare';

/** What `sallyport check` has to say. */
export interface CheckReport {
  readonly definitions: readonly (FoundDefinition & {
    readonly findings: readonly FoundFinding[];
  })[];
  /** Why something is no definition. */
  readonly problems: readonly DefinitionProblem[];
  readonly passedOver: number;
  /** Compared with what; absent where nothing was compared. */
  readonly comparedWith?: string;
  readonly differences: readonly Difference[];
}

/** 0 nothing is wrong, 1 something is; with `strict` a warning is enough. */
export function exitCodeOfReport(
  { problems, definitions }: CheckReport,
  options: { strict: boolean },
): 0 | 1 {
  const levels = options.strict ? ['error', 'warning'] : ['error'];
  const isWrong =
    problems.length > 0 ||
    definitions.some(({ findings }) =>
      findings.some(({ level }) => levels.includes(level)),
    );
  return isWrong ? 1 : 0;
}
