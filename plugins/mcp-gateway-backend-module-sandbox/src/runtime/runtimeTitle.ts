const MARK = 'sallyport-sandbox';

/** What the processes of a runtime are called in the machine's list, so that they are found without knowing their numbers. */
export function runtimeTitle(owner: string, runtimeId: string): string {
  return [MARK, owner, runtimeId].map(encodeURIComponent).join(':');
}

/** The opposite; undefined for any other process. */
export function readRuntimeTitle(
  commandLine: string,
): { owner: string; runtimeId: string } | undefined {
  const [mark, owner, runtimeId, ...more] = commandLine
    .slice(0, commandLine.indexOf('\0'))
    .split(':');
  if (mark !== MARK || !owner || !runtimeId || more.length > 0)
    return undefined;
  try {
    return {
      owner: decodeURIComponent(owner),
      runtimeId: decodeURIComponent(runtimeId),
    };
  } catch {
    return undefined;
  }
}
