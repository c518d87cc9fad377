import type { CheckWorker } from '../../checks/CheckWorker';
import type { ApprovalWorker } from './ApprovalWorker';

/** Those who are asked about a new revision see it at once; what follows from the first verdicts of its checks, when they are there. */
export function lookBeforeAndAfter(
  checks: Pick<CheckWorker, 'begin'>,
  approvals: Pick<ApprovalWorker, 'look'>,
): Pick<CheckWorker, 'begin'> {
  return {
    begin: async (digest, options) => {
      await approvals.look(digest);
      await checks.begin(digest, options);
      await approvals.look(digest);
    },
  };
}
