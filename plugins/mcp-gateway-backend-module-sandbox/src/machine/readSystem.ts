import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import type { Machine } from '../plan/planSandbox';
import type { SystemEntry } from '../plan/SandboxPlan';

/** Programs and libraries. On most machines all but the first are links into it. */
const FOLDERS = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
];
/** Whom programs trust, and how they find libraries, programs and the time. */
const SETTINGS = [
  '/etc/alternatives',
  '/etc/ca-certificates',
  '/etc/crypto-policies',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/localtime',
  '/etc/mime.types',
  '/etc/pki',
  '/etc/ssl',
];
/** What these say is the machine's. */
const MASKED = [
  '/proc/kallsyms',
  '/proc/kcore',
  '/proc/key-users',
  '/proc/keys',
  '/proc/modules',
  '/proc/sched_debug',
  '/proc/timer_list',
];

/** What of this machine's system a sandbox sees: read-only, and nothing that is not listed here. */
export function readSystem(): Pick<Machine, 'system' | 'masks'> {
  const system = [...FOLDERS, ...SETTINGS].flatMap((path): SystemEntry[] => {
    if (!existsSync(path)) return [];
    if (FOLDERS.includes(path) && lstatSync(path).isSymbolicLink()) {
      return [{ kind: 'link', target: readlinkSync(path), inside: path }];
    }
    return [{ kind: 'bind', source: realpathSync(path), inside: path }];
  });
  return { system, masks: MASKED.filter(path => existsSync(path)) };
}
