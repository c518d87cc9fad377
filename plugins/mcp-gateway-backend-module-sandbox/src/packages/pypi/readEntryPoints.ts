import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { normalPypiName } from './pypiName';

/** What a program of a package calls. */
export interface EntryPoint {
  readonly module: string;
  readonly attribute: string;
}

const ENTRY =
  /^([A-Za-z0-9](?:[A-Za-z0-9._-]{0,99}))\s*=\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*:\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(?:\[.*\])?$/;
const MOST_BYTES = 256 * 1024;

/** The programs that an installed package says it has (`console_scripts`), by name; its own alone, not those of what it needs. */
export function readEntryPoints(
  site: string,
  identifier: string,
): ReadonlyMap<string, EntryPoint> {
  const name = normalPypiName(identifier);
  const info = readdirSync(site).find(
    entry =>
      entry.endsWith('.dist-info') &&
      normalPypiName(entry.split('-')[0]) === name,
  );
  const file = info && join(site, info, 'entry_points.txt');
  if (!file || !existsSync(file) || statSync(file).size > MOST_BYTES) {
    return new Map();
  }
  return parseEntryPoints(readFileSync(file, 'utf8'));
}

/** Reads the section `console_scripts` of `entry_points.txt`. What is not understood is passed over. Pure. */
export function parseEntryPoints(
  text: string,
): ReadonlyMap<string, EntryPoint> {
  const found = new Map<string, EntryPoint>();
  let section = '';
  for (const line of text.split('\n').map(one => one.trim())) {
    const heading = /^\[(.+)\]$/.exec(line);
    if (heading) section = heading[1].trim();
    if (section !== 'console_scripts') continue;
    const [, name, module, attribute] = ENTRY.exec(line) ?? [];
    if (name !== undefined) found.set(name, { module, attribute });
  }
  return found;
}
