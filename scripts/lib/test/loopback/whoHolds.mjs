// Which process has a socket, for the people who have to find out what called home.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const read = path => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const MOST_LETTERS = 160;

/** What a process is: its command line, and its group. */
export function describeProcess(pid) {
  const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
  const gid = /^Gid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1];
  return {
    who: command.slice(0, MOST_LETTERS) || undefined,
    gid: gid && Number(gid),
  };
}

/** The process that has the UDP socket of a port of this namespace; an empty object where it is gone already. */
export function whoHolds(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = ['/proc/net/udp', '/proc/net/udp6'].flatMap(path =>
    read(path)
      .split('\n')
      .map(line => line.trim().split(/\s+/))
      .filter(([, local]) => local?.endsWith(`:${hex}`))
      .map(columns => `socket:[${columns[9]}]`),
  );
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      for (const fd of readdirSync(`/proc/${pid}/fd`)) {
        if (inodes.includes(readlinkSync(`/proc/${pid}/fd/${fd}`)))
          return describeProcess(pid);
      }
    } catch {
      // Gone in the meantime.
    }
  }
  return {};
}
