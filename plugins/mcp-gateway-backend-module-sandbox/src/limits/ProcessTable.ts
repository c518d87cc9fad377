import { readdirSync, readFileSync } from 'node:fs';
import { kernelUnits } from './kernelUnits';

/** What one process uses. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** A zombie has ended, and waits for its parent to hear of it. */
  readonly isEnded: boolean;
  /** In seconds, with that of its children that have ended. */
  readonly cpuSeconds: number;
  readonly threads: number;
  /** Bytes in memory, shared ones too. */
  readonly residentBytes: number;
  /** When it began, in the machine's own count: a number that is used again is another process. */
  readonly began: string;
}

/** One look serves all sandboxes that are measured about the same time. */
const FRESH_MS = 100;

let latest:
  | { at: number; entries: ReadonlyMap<number, ProcessEntry> }
  | undefined;

/** The processes of the machine, and whose children they are. */
export const ProcessTable = {
  /** Reads one; undefined where there is none. */
  read(pid: number): ProcessEntry | undefined {
    let text: string;
    try {
      text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    } catch {
      return undefined;
    }
    // The name, in parentheses, may have anything in it.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const number = (field: number) => Number(fields[field - 3]);
    const { ticks, pageBytes } = kernelUnits();
    return {
      pid,
      parent: number(4),
      isEnded: ['Z', 'X', 'x'].includes(fields[0]),
      cpuSeconds: (number(14) + number(15) + number(16) + number(17)) / ticks,
      threads: number(20),
      residentBytes: number(24) * pageBytes,
      began: fields[22 - 3],
    };
  },

  /** The children of a process at this moment. */
  children(parent: number): number[] {
    latest = undefined;
    return [...snapshot().values()]
      .filter(entry => entry.parent === parent)
      .map(({ pid }) => pid);
  },

  /** A process and all that descend from it. In a process namespace that is everything in it, whatever was forked how often. */
  tree(root: number): ProcessEntry[] {
    const entries = snapshot();
    const children = new Map<number, ProcessEntry[]>();
    for (const entry of entries.values()) {
      const siblings = children.get(entry.parent);
      if (siblings) siblings.push(entry);
      else children.set(entry.parent, [entry]);
    }
    const first = entries.get(root);
    const found = first ? [first] : [];
    // The list grows while it is walked.
    for (const { pid } of found) found.push(...(children.get(pid) ?? []));
    return found.filter(({ isEnded }) => !isEnded);
  },
};

function snapshot(): ReadonlyMap<number, ProcessEntry> {
  const now = performance.now();
  if (latest && now - latest.at < FRESH_MS) return latest.entries;
  const entries = new Map<number, ProcessEntry>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const entry = pid > 0 ? ProcessTable.read(pid) : undefined;
    if (entry) entries.set(pid, entry);
  }
  latest = { at: now, entries };
  return entries;
}
