/** A project's name (packaging.python.org, "Names and normalization"). */
const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,198}[a-z0-9])?$/i;
/** One version (PEP 440) in its normal form, such as `1.2.3`, `1.0rc1` or `2.9.0.post0`. */
const VERSION =
  /^(?:\d{1,9}!)?\d{1,9}(?:\.\d{1,9}){0,9}(?:(?:a|b|rc)\d{1,9})?(?:\.post\d{1,9})?(?:\.dev\d{1,9})?(?:\+[a-z0-9]{1,40}(?:\.[a-z0-9]{1,40}){0,5})?$/;

/**
 * Looks whether a name and version mean one release of an index: to installers of Python, many other texts are addresses,
 * folders, ranges or options.
 *
 * @throws Error with a text for people.
 */
export function checkPypiName(identifier: string, version: string): void {
  if (!NAME.test(identifier)) {
    throw new Error(`'${identifier}' is not the name of a Python package`);
  }
  if (!VERSION.test(version)) {
    throw new Error(
      `'${version}' is not one exact version of ${identifier}, such as 1.2.3`,
    );
  }
}

/** The one form of all spellings of a name. Pure. */
export function normalPypiName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
