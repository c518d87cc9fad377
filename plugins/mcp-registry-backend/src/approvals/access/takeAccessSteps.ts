import type { StepState } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { settleRequest } from '../../access/settleRequest';
import { addHistory } from '../../service/HistoryStore';
import { signatureOf } from '../reviews/signatureOf';
import { addAccessReview } from './AccessReviewStore';
import {
  refsOf,
  takeAccessStep,
  writeAccessStanding,
} from './AccessStandingStore';
import { auditRule } from './auditRule';
import type { AccessDoing, AccessDone } from './giveOwnAccessReviews';

/** Does what is due because a rule was not met in time, each step once: reminds, hands over, closes. */
export async function takeAccessSteps(
  tx: Knex.Transaction,
  options: AccessDoing,
): Promise<AccessDone> {
  const { standing, request, now } = options;
  const told: AccessDone['told'] = [];
  for (const step of standing.state.steps.filter(({ isDue }) => isDue)) {
    const at = now.toISOString();
    if (!(await takeAccessStep(tx, { id: request.id, step, at }))) continue;
    if (step.do === 'close') {
      return {
        ...{ standing, isSettled: true },
        told: await close(tx, options, step),
      };
    }
    told.push(await remind(tx, options, step));
  }
  return { standing, isSettled: false, told };
}

/** Who stands in from now on counts by the evaluator; this tells them, or reminds those who are asked. */
async function remind(
  tx: Knex.Transaction,
  options: AccessDoing,
  step: StepState,
): Promise<() => Promise<void>> {
  const { request, server, standing, now, notifier } = options;
  const isHandedOver = step.do === 'hand-over';
  await addHistory(tx, {
    ...{ kind: 'request', id: request.id, at: now.toISOString() },
    by: signatureOf(step),
    event: isHandedOver ? 'handed-over' : 'reminded',
    details: { afterHours: step.afterHours, ...(step.to && { to: step.to }) },
  });
  const to = step.to ? [step.to] : refsOf(standing);
  return async () =>
    await notifier.accessLate(request, {
      ...{ server, to, isHandedOver, hours: step.afterHours },
    });
}

async function close(
  tx: Knex.Transaction,
  options: AccessDoing,
  step: StepState,
): Promise<AccessDone['told']> {
  const { request, server, standing, now, approvals, notifier } = options;
  const { id } = request;
  const by = signatureOf(step);
  const reason = `Nobody has decided within ${step.afterHours} hours. Ask again when somebody can look at it.`;
  const rule = {
    policy: step.policy,
    rule: step.rule,
    digest:
      approvals.policies.find(one => one.id === step.policy)?.digest ?? '',
  };
  await addAccessReview(tx, {
    ...{ requestId: id, by, reason, rule, source: 'rule', verdict: 'deny' },
    at: now.toISOString(),
    memberOf: [],
    baseDigest: standing.facts.baseDigest,
  });
  await writeAccessStanding(tx, {
    ...{ id, isOpen: false, standing: await options.read() },
  });
  await settleRequest(tx, {
    ...{ request, server, by, now, reason, granted: undefined },
    details: { closed: true, ...rule },
  });
  return [
    async () => await auditRule(options, { by, actionType: 'deny' }),
    async () =>
      await notifier.accessDecided(
        { ...request, reason, state: 'denied', decidedBy: by },
        server,
      ),
  ];
}
