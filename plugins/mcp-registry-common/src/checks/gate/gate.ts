import { findingKey, type NamedFinding } from '../exceptions/findingKey';
import { CHECK_OUTCOMES, type CheckOutcome } from '../types';
import { isDataStale } from './isDataStale';
import type {
  GateDecision,
  GateException,
  GateInput,
  GateReason,
  GateReasonCode,
  GateResult,
} from './types';

type Installed = GateInput['installed'][number];

/**
 * Whether a revision may be approved. Pure. Whatever is not known to be in order holds it back: a required check that is
 * not there, was not done, was done on something else or by other rules, could not be done, rests on old data, or says
 * something that is not understood. A failure holds back whether the check is required or not.
 */
export function gate(input: GateInput): GateDecision {
  const { required, installed } = input;
  const ids = [...new Set([...required, ...installed.map(({ id }) => id)])];
  const reasons = ids.flatMap(id => reasonsOf(id, input));
  return { decision: reasons.length > 0 ? 'held' : 'open', reasons };
}

function reasonsOf(id: string, input: GateInput): GateReason[] {
  const isRequired = input.required.includes(id);
  const check = input.installed.find(known => known.id === id);
  if (!check) {
    return [reason(id, 'not-installed', `The check “${id}” is not installed.`)];
  }
  const ofRevision = input.results.filter(
    ({ checkId, digest }) => checkId === id && digest === input.digest,
  );
  const results = ofRevision.filter(
    ({ checkVersion }) => checkVersion === check.version,
  );
  if (results.length === 0) {
    if (!isRequired) return [];
    return ofRevision.length > 0
      ? [
          reason(
            id,
            'other-version',
            `“${check.title}” has other rules since this was checked.`,
          ),
        ]
      : [reason(id, 'not-checked', `“${check.title}” was not done yet.`)];
  }
  // There is one row each; should there ever be more, the worst counts.
  return results.flatMap(result => {
    const found = judge(result, { check, input });
    return found && (isRequired || found.code === 'failed') ? [found] : [];
  });
}

function judge(
  result: GateResult,
  options: { check: Installed; input: GateInput },
): GateReason | undefined {
  const { check, input } = options;
  const { id, title } = check;
  const outcome = readOutcome(result, check);
  const held = (code: GateReasonCode, text: string) => reason(id, code, text);
  const because = result.summary.trim() ? ` ${result.summary.trim()}` : '';
  if (outcome === 'fail') {
    return isExcepted(result, input)
      ? staleReason(result, options)
      : held('failed', `“${title}” failed.${because}`);
  }
  switch (outcome) {
    case 'pass':
    case 'warn':
      return staleReason(result, options);
    case 'notApplicable':
      return because
        ? undefined
        : held('unexplained', `“${title}” does not apply, but says no reason.`);
    case 'error':
      return held('error', `“${title}” could not be done.${because}`);
    default:
      return held(
        'unknown-outcome',
        `“${title}” says “${result.outcome.slice(
          0,
          40,
        )}”, which is no outcome of it.`,
      );
  }
}

function staleReason(
  result: GateResult,
  { check, input }: { check: Installed; input: GateInput },
): GateReason | undefined {
  return isDataStale(
    { dataAt: result.dataAt, maxDataAgeHours: check.maxDataAgeHours },
    input.now,
  )
    ? reason(
        check.id,
        'stale',
        `“${check.title}” rests on data that is too old, or of no known age.`,
      )
    : undefined;
}

/** An outcome that the check itself says it can have; of another, nobody said what it means. */
function readOutcome(
  { outcome }: GateResult,
  { outcomes }: Installed,
): CheckOutcome | undefined {
  const known = CHECK_OUTCOMES.find(one => one === outcome);
  // Every check can fail to be done.
  return known === 'error' || (known && outcomes[known] !== undefined)
    ? known
    : undefined;
}

/** Whether all that makes it a failure was accepted, for this revision and for now. */
function isExcepted(result: GateResult, input: GateInput): boolean {
  const errors = result.findings.filter(({ level }) => level === 'error');
  // The worst are kept first: where all of them are serious, what was left out may be, too.
  const isWhole =
    !result.omittedFindings || errors.length < result.findings.length;
  return (
    isWhole &&
    errors.length > 0 &&
    errors.every(finding => exceptionFor(finding, { result, input }))
  );
}

function exceptionFor(
  finding: NamedFinding,
  { result, input }: { result: GateResult; input: GateInput },
): GateException | undefined {
  const key = findingKey(result.checkId, finding);
  return input.exceptions.find(
    exception =>
      exception.digest === input.digest &&
      findingKey(exception.checkId, exception.finding) === key &&
      input.now.getTime() < Date.parse(exception.expiresAt),
  );
}

function reason(
  checkId: string,
  code: GateReasonCode,
  text: string,
): GateReason {
  return { checkId, code, text };
}
