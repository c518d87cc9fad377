import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';

const MARK = 'sallyport-sandbox';
const TAG_LENGTH = 12;

/** What a runtime is known by in the machine's list of processes. */
export interface RuntimeTitle {
  /** Of whoever shares a folder: others on this machine have runtimes of their own, and know nothing of ours. */
  readonly installation: string;
  readonly owner: string;
  readonly runtimeId: string;
}

/** A short name for all gateways that keep their runtimes in one folder. */
export function installationTag(directory: string): string {
  const place = existsSync(directory) ? realpathSync(directory) : directory;
  return createHash('sha256').update(place).digest('hex').slice(0, TAG_LENGTH);
}

/** What the processes of a runtime are called in the machine's list, so that they are found without knowing their numbers. */
export function runtimeTitle(title: RuntimeTitle): string {
  const { installation, owner, runtimeId } = title;
  return [MARK, installation, owner, runtimeId]
    .map(encodeURIComponent)
    .join(':');
}

/** The opposite; undefined for any other process. */
export function readRuntimeTitle(
  commandLine: string,
): RuntimeTitle | undefined {
  const [mark, installation, owner, runtimeId, ...more] = commandLine
    .slice(0, commandLine.indexOf('\0'))
    .split(':');
  if (mark !== MARK || !installation || !owner || !runtimeId) return undefined;
  if (more.length > 0) return undefined;
  try {
    return {
      installation,
      owner: decodeURIComponent(owner),
      runtimeId: decodeURIComponent(runtimeId),
    };
  } catch {
    return undefined;
  }
}
