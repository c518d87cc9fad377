import { EXTENSIONS } from '../../pipeline/methods';
import { TASKS_EXTENSION } from '../../pipeline/declaresTasks';
import { isObject } from '../../rewrite/isObject';
import type { Discovered } from '../readDiscovered';

/** The versions of the session era, newest first. */
const LEGACY_VERSIONS = [
  '2025-11-25',
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
];

/** What `server/discover` says, as the answer to `initialize`. */
export function toInitializeResult(
  discovered: Discovered,
  requested: unknown,
): Record<string, unknown> {
  const { capabilities, instructions, serverInfo } = discovered;
  const { extensions, ...others } = capabilities;
  // Tasks are another thing in each era.
  const kept = Object.entries(isObject(extensions) ? extensions : {}).filter(
    ([name]) => name !== TASKS_EXTENSION && EXTENSIONS.has(name),
  );
  return {
    protocolVersion:
      LEGACY_VERSIONS.find(version => version === requested) ??
      LEGACY_VERSIONS[0],
    capabilities: {
      ...others,
      ...(kept.length > 0 && { extensions: Object.fromEntries(kept) }),
    },
    serverInfo:
      isObject(serverInfo) && typeof serverInfo.name === 'string'
        ? { version: '0', ...serverInfo }
        : { name: 'unknown', version: '0' },
    ...(instructions !== undefined && { instructions }),
  };
}
