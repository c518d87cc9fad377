import { compilePolicies } from '../pipeline/policies/compilePolicies';
import { PolicyMistakes } from '../pipeline/policies/PolicyMistakes';
import type { CompiledPolicy, PolicySource } from '../pipeline/policies/types';
import type { PolicyCase } from './policyCaseSchema';
import { POLICY_BOUNDS } from './POLICY_BOUNDS';
import { type CaseResult, runCases } from './runCases';
import { sourceName } from './sourceOf';

/** What is wrong with a draft, if anything. */
export interface DraftCheck {
  mistakes: { line: number; message: string }[];
  cases: CaseResult[];
  /** Nothing is wrong and every case says what it should. */
  isGood: boolean;
  policies: readonly CompiledPolicy[];
}

/** Reads a draft as the gateway would and asks it about its cases. */
export async function checkDraft(draft: {
  name: string;
  text: string;
  cases: readonly PolicyCase[];
}): Promise<DraftCheck> {
  const { text, cases } = draft;
  const source: PolicySource = {
    name: sourceName(draft.name),
    text,
    mode: 'enforce',
  };
  const wrong = (line: number, message: string): DraftCheck => ({
    mistakes: [{ line, message }],
    cases: [],
    isGood: false,
    policies: [],
  });
  if (text.length > POLICY_BOUNDS.text) {
    return wrong(1, `It has more than ${POLICY_BOUNDS.text} characters`);
  }
  if (
    cases.length > POLICY_BOUNDS.cases ||
    JSON.stringify(cases).length > POLICY_BOUNDS.casesText
  ) {
    return wrong(1, 'Its cases are too many or too long');
  }
  try {
    const policies = await compilePolicies([source]);
    if (policies.length === 0) return wrong(1, 'There is no policy in it');
    const results = await runCases(source, cases);
    const isGood = results.every(({ expected, got }) => expected === got);
    return { mistakes: [], cases: results, isGood, policies };
  } catch (error) {
    if (!(error instanceof PolicyMistakes)) throw error;
    const mistakes = error.mistakes.map(({ line, message }) => ({
      line,
      message,
    }));
    return { mistakes, cases: [], isGood: false, policies: [] };
  }
}
