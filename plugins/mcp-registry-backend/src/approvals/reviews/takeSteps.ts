import type { StepState } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { GATEWAY_REF } from '../../drift/mayPropose';
import { addHistory } from '../../service/HistoryStore';
import { addReview } from './ReviewStore';
import type { Doing, Done } from './giveOwnReviews';
import { signatureOf } from './signatureOf';
import { settleRevision } from './settleRevision';
import { takeStep } from './StepStore';
import { writeAligned } from './writeAligned';

/** Does what is due because a rule was not met in time, each step once: reminds, hands over, closes. */
export async function takeSteps(
  tx: Knex.Transaction,
  options: Doing,
): Promise<Done> {
  const { standing, revision } = options;
  const told: Done['told'] = [];
  for (const step of standing.state.steps.filter(({ isDue }) => isDue)) {
    const isMine = await takeStep(tx, {
      digest: revision.digest,
      submittedAt: revision.submittedAt,
      ...{ step, at: options.at },
    });
    if (!isMine) continue;
    if (step.do === 'close' && !isOfGateway(options)) {
      await close(tx, options, step);
      return {
        ...{ standing, isSettled: true },
        told: [async () => await tellClosed(options, step)],
      };
    }
    told.push(await remind(tx, options, step));
  }
  return { standing, isSettled: false, told };
}

/** What the gateway found on a server is still there when nobody has looked, and stays held back: the question stays open. */
function isOfGateway({ revision }: Doing): boolean {
  return revision.submittedBy === GATEWAY_REF;
}

/** Who stands in from now on counts by the evaluator; this tells them, or reminds those who are asked. */
async function remind(
  tx: Knex.Transaction,
  options: Doing,
  step: StepState,
): Promise<() => Promise<void>> {
  const { revision, server, standing, at, notifier } = options;
  const event = step.do === 'hand-over' ? 'handed-over' : 'reminded';
  await addHistory(tx, {
    kind: 'revision',
    id: revision.digest,
    ...{ at, by: signatureOf(step), event },
    details: { afterHours: step.afterHours, ...(step.to && { to: step.to }) },
  });
  const to = step.to
    ? [step.to]
    : standing.state.waitsFor.flatMap(({ refs }) => refs);
  return async () =>
    await notifier.reviewLate(revision, {
      ...{ server, to: [...new Set(to)], hours: step.afterHours },
      isHandedOver: step.do === 'hand-over',
    });
}

async function close(
  tx: Knex.Transaction,
  options: Doing,
  step: StepState,
): Promise<void> {
  const { revision, server, consents, standing, at } = options;
  const { digest } = revision;
  const by = signatureOf(step);
  const rule = {
    policy: step.policy,
    rule: step.rule,
    digest:
      options.approvals.policies.find(({ id }) => id === step.policy)?.digest ??
      '',
  };
  await addReview(tx, {
    ...{ digest, by, at, rule, source: 'rule', verdict: 'deny' },
    memberOf: [],
    baseDigest: standing.facts.baseDigest,
    reason: reasonOf(step),
  });
  await writeAligned(tx, {
    ...{ digest, consents, isOpen: false },
    standing: await options.read(),
  });
  await settleRevision(tx, {
    ...{ revision, server, by, at, state: 'rejected', accepted: [] },
    reason: reasonOf(step),
    details: { closed: true, ...rule },
  });
}

async function tellClosed(options: Doing, step: StepState): Promise<void> {
  const { revision, server, notifier } = options;
  await notifier.revisionDecided(
    {
      ...revision,
      state: 'rejected',
      decidedBy: signatureOf(step),
      reason: reasonOf(step),
    },
    server,
  );
}

function reasonOf({ afterHours }: StepState): string {
  return `Nobody has decided within ${afterHours} hours. Submit it again when somebody can look at it.`;
}
