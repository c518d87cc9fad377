import { EXTENSIONS } from '../../pipeline/methods';
import { TASKS_EXTENSION } from '../../pipeline/declaresTasks';
import { MODERN_VERSIONS } from '../../pipeline/versions';
import { isObject } from '../../rewrite/isObject';
import type { ServerSession } from './ServerSession';
import { toModernResult } from './toModernResult';

/** What a server said to `initialize`, as the answer to `server/discover`. */
export function toDiscoverResult(
  info: ServerSession['info'],
): Record<string, unknown> {
  const { serverInfo, instructions } = info;
  // Tasks are another thing in each era.
  const { tasks, extensions, ...capabilities } = info.capabilities;
  const kept = Object.entries(isObject(extensions) ? extensions : {}).filter(
    ([name]) => name !== TASKS_EXTENSION && EXTENSIONS.has(name),
  );
  const result = {
    supportedVersions: [...MODERN_VERSIONS],
    capabilities: {
      ...capabilities,
      ...(kept.length > 0 && { extensions: Object.fromEntries(kept) }),
    },
    ...(instructions !== undefined && { instructions }),
  };
  return toModernResult('server/discover', result, serverInfo);
}
