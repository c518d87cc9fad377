// A sandbox has a network namespace of its own, in which the kernel refuses what has no way out: no rule of ours sees it.
// But the kernel counts there too, and tells whoever opened its counters while one of the processes was there, also later.
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
} from 'node:fs';

const EVERY_MS = 100;
/** A process that has not left our network after so many looks stays in it. */
const MOST_LOOKS = 20;
/** What the driver's own start-up test tries, since it must fail. */
const SELF_TEST = /^sallyport-sandbox:(?:[^:]*:)+self-test$/;

const tryRead = (read, path) => {
  try {
    return read(path, 'utf8');
  } catch {
    return '';
  }
};

function tryOpen(path) {
  try {
    return openSync(path);
  } catch {
    return undefined;
  }
}

const MOST_BYTES = 64 * 1024;

function readAgain(descriptor) {
  if (descriptor === undefined) return '';
  const bytes = Buffer.alloc(MOST_BYTES);
  return bytes.toString(
    'latin1',
    0,
    readSync(descriptor, bytes, 0, MOST_BYTES, 0),
  );
}

/** The numbers of one line of `/proc/<pid>/net/snmp`, by name. */
function numbersOf(text, prefix) {
  const [names = [], values = []] = text
    .split('\n')
    .filter(line => line.startsWith(`${prefix}: `))
    .map(line => line.split(' ').slice(1));
  return Object.fromEntries(
    names.map((name, at) => [name, Number(values[at])]),
  );
}

/**
 * Packets that had no way out, and questions for names, which go to a name server that is not there.
 * @param {string} snmp `/proc/<pid>/net/snmp` @param {string} snmp6 `/proc/<pid>/net/snmp6`
 */
export function readRefused(snmp, snmp6) {
  const six = name =>
    Number(new RegExp(`^${name}\\s+(\\d+)$`, 'm').exec(snmp6)?.[1] ?? 0);
  return {
    routes: (numbersOf(snmp, 'Ip').OutNoRoutes ?? 0) + six('Ip6OutNoRoutes'),
    names: (numbersOf(snmp, 'Udp').NoPorts ?? 0) + six('Udp6NoPorts'),
  };
}

function parentOf(pid) {
  const stat = tryRead(readFileSync, `/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

/** The processes from one up to an ancestor; undefined where that is none of its ancestors. */
function lineTo(ancestor, pid) {
  const line = [];
  for (let at = pid; at > 1; at = parentOf(at)) {
    if (at === ancestor) return line;
    line.push(at);
  }
  return undefined;
}

const titleOf = pid =>
  tryRead(readFileSync, `/proc/${pid}/cmdline`).split('\0')[0];

export class SandboxNetworks {
  /** @param {{ancestor: number}} options only what this process started, or its children */
  static watch({ ancestor }) {
    return new SandboxNetworks(ancestor);
  }

  #ancestor;
  #own = readlinkSync('/proc/self/ns/net');
  #looks = new Map();
  #seen = new Map();
  #timer;

  constructor(ancestor) {
    this.#ancestor = ancestor;
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  /** What was tried in sandboxes; in those that were there for a tenth of a second, perhaps not. */
  end() {
    clearInterval(this.#timer);
    this.#look();
    const counted = [...this.#seen.values()].map(({ who, counters }) => {
      const [snmp, snmp6] = counters.map(readAgain);
      counters.forEach(descriptor => descriptor && closeSync(descriptor));
      return { who, ...readRefused(snmp, snmp6) };
    });
    return counted.flatMap(({ who, routes, names }) => [
      ...(routes > 0
        ? [{ what: 'ip', to: 'an address', who, count: routes }]
        : []),
      ...(names > 0 ? [{ what: 'dns', to: 'a name', who, count: names }] : []),
    ]);
  }

  #look() {
    const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
    const before = this.#looks;
    this.#looks = new Map(pids.map(pid => [pid, (before.get(pid) ?? 0) + 1]));
    for (const [pid, looks] of this.#looks) {
      if (looks > MOST_LOOKS) continue;
      const network = tryRead(readlinkSync, `/proc/${pid}/ns/net`);
      if (!network || network === this.#own || this.#seen.has(network))
        continue;
      const titles = lineTo(this.#ancestor, Number(pid))?.map(titleOf);
      if (!titles || titles.some(title => SELF_TEST.test(title))) continue;
      const marked = titles.find(title => title.startsWith('sallyport-'));
      // An open descriptor keeps the namespace, so its number is not another one's later.
      const counters = ['snmp', 'snmp6'].map(name =>
        tryOpen(`/proc/${pid}/net/${name}`),
      );
      if (counters[0] === undefined) continue;
      this.#seen.set(network, {
        who: `a sandbox, ${marked ?? titles[0]}`,
        counters,
      });
    }
  }
}
