import type { AuditorService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';

/** Runs something that changes what people may do, with an audit event of the portal around it. */
export async function withAudit<T>(
  auditor: AuditorService,
  event: Omit<Parameters<AuditorService['createEvent']>[0], 'severityLevel'>,
  run: () => Promise<T>,
  /** What is known of it only afterwards. */
  metaOf?: (result: T) => JsonObject,
): Promise<T> {
  const audit = await auditor.createEvent({
    ...event,
    severityLevel: 'medium',
  });
  try {
    const result = await run();
    await audit.success(metaOf && { meta: metaOf(result) });
    return result;
  } catch (error) {
    await audit.fail({ error: toError(error) });
    throw error;
  }
}
