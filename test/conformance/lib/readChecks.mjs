import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';

const CHECKS = 'checks.json';

/** `server-ping-2026-11-23T05-27-29-922Z`: the suite names the folder of a scenario's results after it. */
const FOLDER = /^(?:(?:server|client)-)?(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/;

const describe = ({ id, errorMessage, details }) =>
  `${id}: ${errorMessage ?? JSON.stringify(details)}`;

/**
 * What the suite wrote about each scenario that it ran.
 * @returns {Map<string, {passed: number, failures: string[], warnings: string[]}>}
 */
export function readChecks(folder) {
  const scenarios = new Map();
  // A scenario's name may have a slash in it, and its results a folder in a folder.
  const files = readdirSync(folder, { recursive: true });
  for (const file of files.filter(path => basename(path) === CHECKS)) {
    const name = dirname(file).split(sep).join('/');
    const scenario = FOLDER.exec(name)?.[1];
    if (!scenario) throw new Error(`Not a result of a scenario: ${name}`);
    const checks = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const of = status => checks.filter(check => check.status === status);
    scenarios.set(scenario, {
      passed: of('SUCCESS').length,
      failures: of('FAILURE').map(describe),
      warnings: of('WARNING').map(describe),
    });
  }
  return scenarios;
}
