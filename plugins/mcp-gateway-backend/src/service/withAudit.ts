import type { AuditorService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';

/** Runs something that changes what people may do, with an audit event of the portal around it. */
export async function withAudit<T>(
  auditor: AuditorService,
  event: Omit<Parameters<AuditorService['createEvent']>[0], 'severityLevel'>,
  run: () => Promise<T>,
): Promise<T> {
  const audit = await auditor.createEvent({
    ...event,
    severityLevel: 'medium',
  });
  try {
    const result = await run();
    await audit.success();
    return result;
  } catch (error) {
    await audit.fail({ error: toError(error) });
    throw error;
  }
}
