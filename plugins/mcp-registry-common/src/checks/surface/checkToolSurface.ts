import type { CheckFinding, CheckResult } from '../types';
import { CONCEPTS } from './concepts/concepts';
import { readSurface, type SurfaceReading } from './readSurface';
import { SURFACE_RULES } from './rules/rules';
import { LIMITS } from './text/limits';
import { findingsOf } from './find/findingsOf';
import { PhraseBook } from './text/PhraseBook';
import { TOOL_SURFACE_MANIFEST } from './manifest';
import type { ToolSurfaceSubject } from './types';

let book: PhraseBook | undefined;

/** Built once: the phrases do not change. */
const phrases = () => (book ??= PhraseBook.create(CONCEPTS));

/**
 * Looks at what a server tells the model: names, descriptions, schemas, instructions, prompts, and results seen in probes.
 *
 * Reads a bounded amount of text, once for all rules, and calls nothing. Never throws for what a server says.
 */
export function checkToolSurface(subject: ToolSurfaceSubject): CheckResult {
  if (!subject.tools) {
    return {
      outcome: 'error',
      summary: 'No probe has told what the server offers.',
      findings: [],
    };
  }
  const reading = readSurface(subject, phrases());
  const all = SURFACE_RULES.flatMap(rule => findingsOf(rule, reading));
  const errors = all.filter(({ level }) => level === 'error');
  const findings = [
    ...errors,
    ...all.filter(({ level }) => level !== 'error'),
  ].slice(0, LIMITS.findings);
  return {
    outcome: outcomeOf(errors.length, all.length),
    summary: summarise(all, reading),
    findings,
    evidence: {
      rules: TOOL_SURFACE_MANIFEST.version,
      tools: subject.tools.length,
      texts: reading.texts.length,
      findings: all.length,
    },
  };
}

function outcomeOf(errors: number, all: number): CheckResult['outcome'] {
  if (errors > 0) return 'fail';
  return all > 0 ? 'warn' : 'pass';
}

function summarise(all: readonly CheckFinding[], reading: SurfaceReading) {
  if (all.length === 0) {
    return `${reading.texts.length} texts were read; no rule found anything.`;
  }
  const rules = [...new Set(all.map(({ rule }) => rule))];
  return `${all.length} ${
    all.length === 1 ? 'finding' : 'findings'
  }: ${rules.join(', ')}.`;
}
