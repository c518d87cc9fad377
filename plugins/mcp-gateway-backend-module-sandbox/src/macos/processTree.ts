/** One process, as `ps -axo pid=,ppid=,rss=,time=` tells of it. */
export interface PsEntry {
  readonly pid: number;
  readonly parent: number;
  readonly memoryBytes: number;
  readonly cpuSeconds: number;
}

/** Reads what `ps` printed; lines that are none are passed over. Pure. */
export function parsePs(text: string): PsEntry[] {
  return text.split('\n').flatMap(line => {
    const [pid, parent, kilobytes, time] = line.trim().split(/\s+/);
    const cpuSeconds = secondsOf(time ?? '');
    if (!/^\d+$/.test(pid) || Number.isNaN(cpuSeconds)) return [];
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        memoryBytes: Number(kilobytes) * 1024,
        cpuSeconds,
      },
    ];
  });
}

/** A process and all that it and its children have started, while their parents live. Pure. */
export function treeOf(root: number, all: readonly PsEntry[]): PsEntry[] {
  const found = all.filter(({ pid }) => pid === root);
  // The list grows while it is walked.
  for (const { pid } of found) {
    found.push(
      ...all.filter(one => one.parent === pid && !found.includes(one)),
    );
  }
  return found;
}

/** `1-02:03:04`, `2:03.45` or `00:00:07`. */
function secondsOf(time: string): number {
  const [, days, rest] = /^(?:(\d+)-)?([\d:.]+)$/.exec(time) ?? [];
  if (rest === undefined) return NaN;
  return (
    rest.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) +
    Number(days ?? 0) * 86_400
  );
}
