import type { LoggerService } from '@backstage/backend-plugin-api';
import type { CheckCatalog } from './CheckCatalog';
import type { CheckSettings } from './readCheckSettings';

/** Says at start-up which checks are demanded and not there: they hold every approval of their risk back. */
export function warnAboutChecks(
  { required }: Pick<CheckSettings, 'required'>,
  options: { logger: LoggerService; catalog: CheckCatalog },
): void {
  const { logger, catalog } = options;
  const missing = new Set(
    Object.values(required)
      .flat()
      .filter(id => !catalog.get(id)),
  );
  if (missing.size > 0) {
    logger.warn(
      `mcpRegistry.checks.required names checks that are not installed: ${[
        ...missing,
      ].join(
        ', ',
      )}. Nothing that needs them can be approved. Install them, or take them out.`,
    );
  }
}
