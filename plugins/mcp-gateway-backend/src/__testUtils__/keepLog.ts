import { inspect } from 'node:util';
import type { RootLoggerService } from '@backstage/backend-plugin-api';

/** Keeps every line of every level, with all that goes along. */
export function keepLog(lines: string[]): RootLoggerService {
  const keep = (...what: unknown[]) => {
    lines.push(inspect(what, { depth: 10, maxStringLength: null }));
  };
  const logger: RootLoggerService = {
    error: keep,
    warn: keep,
    info: keep,
    debug: keep,
    child: meta => {
      keep(meta);
      return logger;
    },
  };
  return logger;
}
