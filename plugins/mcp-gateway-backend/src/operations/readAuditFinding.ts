import {
  type SetupCheckResult,
  toSetupCheck,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AuditStatus } from '../evidence/createEvidence';

/** What recording says of itself, the worst of it (A1). Pure. */
export function readAuditFinding(status: AuditStatus): SetupCheckResult {
  if (status.isUnwritable) return toSetupCheck('gateway-audit.unwritable');
  if (status.isBehind) return toSetupCheck('gateway-audit.behind');
  return status.aside.length > 0
    ? toSetupCheck('gateway-audit.set-aside', { subjects: status.aside })
    : toSetupCheck('gateway-audit.written');
}
