import { InputError } from '@backstage/errors';

/** One entry of a profile's `read` or `write`, taken apart. */
export type ProfileMount =
  /** A folder or file of the machine. */
  | { kind: 'path'; source: string; inside: string }
  /** A folder that the gateway keeps for the server, by its name. */
  | { kind: 'volume'; name: string; inside: string };

const VOLUME = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/**
 * Reads an entry as ToolHive writes them: `path`, `path on the machine:path inside`, `volume://name:path inside`.
 *
 * @throws InputError, in words for whoever writes profiles.
 */
export function parseMount(text: string): ProfileMount {
  const scheme = /^([A-Za-z][A-Za-z0-9_-]*):\/\/(.*)$/.exec(text);
  const rest = scheme ? scheme[2] : text;
  const cut = rest.indexOf(':');
  if (scheme) {
    const name = rest.slice(0, Math.max(cut, 0));
    if (scheme[1] !== 'volume' || !VOLUME.test(name)) {
      throw new InputError(
        `The mount '${text}' is none of: path, path:path inside, volume://name:path inside (a name has lower-case letters, digits, - and _)`,
      );
    }
    return { kind: 'volume', name, inside: clean(rest.slice(cut + 1), text) };
  }
  const source = clean(cut < 0 ? rest : rest.slice(0, cut), text);
  const inside = cut < 0 ? source : clean(rest.slice(cut + 1), text);
  return { kind: 'path', source, inside };
}

function clean(path: string, text: string): string {
  const parts = path.split('/');
  // A control character would end a line, or an argument, somewhere down the way.
  const isPlain = [...path].every(character => character >= ' ');
  if (!path.startsWith('/') || parts.includes('..') || !isPlain) {
    throw new InputError(
      `The mount '${text}' needs absolute paths, without '..' and control characters`,
    );
  }
  return `/${parts.filter(part => part !== '' && part !== '.').join('/')}`;
}
