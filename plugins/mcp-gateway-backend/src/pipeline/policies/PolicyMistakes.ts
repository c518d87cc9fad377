import { InputError } from '@backstage/errors';

/** Something in a policy that keeps it from being used. */
export interface PolicyMistake {
  /** The name of the source that it is in. */
  readonly source: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

const MAX_TOLD = 20;

/** Everything that is wrong with some policies. */
export class PolicyMistakes extends InputError {
  readonly mistakes: readonly PolicyMistake[];

  constructor(mistakes: readonly PolicyMistake[]) {
    const told = mistakes
      .slice(0, MAX_TOLD)
      .map(({ source, line, message }) => `${source}:${line}: ${message}`);
    super(`Policies that cannot be used:\n${told.join('\n')}`);
    this.name = 'InputError';
    this.mistakes = mistakes;
  }
}
