const NAME =
  /^(?:@[a-z0-9~-][a-z0-9._~-]{0,100}\/)?[a-z0-9~-][a-z0-9._~-]{0,200}$/i;
/** semver.org's own pattern, without its groups. */
const VERSION =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z.-]{1,80})?(?:\+[0-9A-Za-z.-]{1,80})?$/;

/**
 * Looks whether a name and version mean one package of a registry: to npm, many other texts are addresses, folders, tags or
 * options.
 *
 * @throws Error with a text for people.
 */
export function checkPackageName(identifier: string, version: string): void {
  if (!NAME.test(identifier)) {
    throw new Error(`'${identifier}' is not the name of an npm package`);
  }
  if (!VERSION.test(version)) {
    throw new Error(
      `'${version}' is not one exact version of ${identifier}, such as 1.2.3`,
    );
  }
}
