import type { EntryPoint } from './readEntryPoints';

/** Beside the installed packages, in the folder of what was installed. */
export const SITE = 'site';
/** Where programs are that call a package's entry points. */
export const COMMANDS = 'commands';

/**
 * A program that calls an entry point, as an installer would write it. What it finds are the installed packages and
 * Python's own modules: packages of the machine are no part of what was approved. Pure.
 */
export function launcherProgram(
  name: string,
  { module, attribute }: EntryPoint,
): string {
  return [
    'import sys',
    'here = __file__.rpartition("/")[0]',
    `packages = here.rpartition("/")[0] + "/${SITE}"`,
    'foreign = ("/site-packages", "/dist-packages")',
    'sys.path[:] = [p for p in sys.path if p not in ("", here) and not p.endswith(foreign)]',
    'import site',
    'before = list(sys.path)',
    'site.addsitedir(packages)',
    'sys.path[:] = [p for p in sys.path if p not in before] + before',
    `sys.argv[0] = ${JSON.stringify(name)}`,
    'from importlib import import_module',
    `entry = import_module(${JSON.stringify(module)})`,
    `for part in ${JSON.stringify(attribute.split('.'))}:`,
    '    entry = getattr(entry, part)',
    'sys.exit(entry())',
    '',
  ].join('\n');
}
