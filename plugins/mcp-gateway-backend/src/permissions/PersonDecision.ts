import type {
  AccessDocument,
  PermissionEvaluator,
  PermissionVerdict,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { NOT_ASKED } from './NOT_ASKED';
import { toEvaluator } from './toEvaluator';
import type { UseDecision } from './UseDecisionStore';

/** What decides about a person's calls: calls and streams hold it while they last, and see what it becomes. */
export class PersonDecision implements PermissionEvaluator {
  static create(row: UseDecision | undefined): PersonDecision {
    return new PersonDecision(row);
  }

  #sequence = 0;
  #length = 0;
  #evaluator: PermissionEvaluator = NOT_ASKED.unknown;

  private constructor(row: UseDecision | undefined) {
    if (row) this.renew(row);
  }

  /** The change that it is from. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Characters of its text. */
  get length(): number {
    return this.#length;
  }

  renew(row: UseDecision): void {
    this.#evaluator = toEvaluator(row);
    this.#sequence = row.sequence;
    this.#length = row.decision.length;
  }

  evaluate(document: AccessDocument): PermissionVerdict {
    return this.#evaluator.evaluate(document);
  }
}
