import { closeSync, openSync, readSync } from 'node:fs';
import type { EgressEvent } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { readRefused, type Refused } from './readRefused';

const INTERVAL_MS = 1000;
const MOST_BYTES = 64 * 1024;

/** The kernel counts, and does not say where to. */
const NOWHERE = { host: 'unknown', port: 0, allowed: false };
const WHY: Record<keyof Refused, string> = {
  routes: 'An address that no way leads to from inside the sandbox',
  names: 'A question for a name: there is no name server in the sandbox',
};
const KINDS = ['routes', 'names'] as const;

/**
 * Tells of what a server tried past the ways that its sandbox has. The kernel refuses that by itself, where nobody looks;
 * but it counts.
 */
export class RefusedPackets {
  /** @param pid the machine's number of a process of the sandbox */
  static watch(options: {
    pid: number;
    onEvent(event: EgressEvent): void;
  }): RefusedPackets {
    return new RefusedPackets(options);
  }

  readonly #onEvent: (event: EgressEvent) => void;
  /** Open, so that the last of it can be read when nothing of the sandbox is there any more. */
  readonly #descriptors: readonly number[];
  readonly #timer: NodeJS.Timeout;
  #told: Refused;

  private constructor(options: Parameters<typeof RefusedPackets.watch>[0]) {
    this.#onEvent = options.onEvent;
    this.#descriptors = ['snmp', 'snmp6'].flatMap(name =>
      tryOpen(`/proc/${options.pid}/net/${name}`),
    );
    this.#told = this.#read();
    this.#timer = setInterval(() => this.#look(), INTERVAL_MS).unref();
  }

  /** Tells the last of it. */
  stop(): void {
    clearInterval(this.#timer);
    this.#look();
    this.#descriptors.forEach(descriptor => closeSync(descriptor));
  }

  #look(): void {
    const now = this.#read();
    for (const kind of KINDS) {
      // At most one word a second of each, however much it tries.
      if (now[kind] > this.#told[kind]) {
        this.#onEvent({ at: Date.now(), ...NOWHERE, why: WHY[kind] });
      }
    }
    this.#told = now;
  }

  #read(): Refused {
    const [snmp = '', snmp6 = ''] = this.#descriptors.map(readAgain);
    return readRefused(snmp, snmp6);
  }
}

/** A kernel without IPv6 has one of them. */
function tryOpen(path: string): number[] {
  try {
    return [openSync(path, 'r')];
  } catch {
    return [];
  }
}

function readAgain(descriptor: number): string {
  const bytes = Buffer.alloc(MOST_BYTES);
  const length = readSync(descriptor, bytes, 0, MOST_BYTES, 0);
  return bytes.toString('latin1', 0, length);
}
