/**
 * What exactly was installed, as one text: the integrity of the package's own archive, and as options of it (W3C
 * Subresource Integrity allows them) of all that it depends on, and when that was looked up.
 */
export interface PackagePin {
  /** `sha512-…` of the archive, or `sha256:…` of a folder that was installed by somebody else. */
  readonly archive: string;
  /** Of every package of the tree, with its integrity. */
  readonly tree?: string;
  /** Seconds since 1970. A tree that was pinned is looked up as of then. */
  readonly at?: number;
}

/** Reads {@link PackagePin} from its text. Options that are not ours are passed over. */
export function readPin(text: string): PackagePin {
  const [archive, ...options] = text.split('?');
  const values = new URLSearchParams(options.join('&'));
  const at = Number(values.get('at') ?? NaN);
  return {
    archive,
    ...(values.get('tree') && { tree: values.get('tree')! }),
    ...(Number.isSafeInteger(at) && { at }),
  };
}

/** The text of a {@link PackagePin}. */
export function writePin({ archive, tree, at }: PackagePin): string {
  return tree ? `${archive}?tree=${tree}${at ? `&at=${at}` : ''}` : archive;
}

/** Whether what is there is what was pinned: as much as the pin says. */
export function pinMatches(wanted: string | undefined, found: string): boolean {
  if (wanted === undefined) return true;
  const [pin, other] = [readPin(wanted), readPin(found)];
  return (
    pin.archive === other.archive &&
    (pin.tree === undefined || pin.tree === other.tree)
  );
}
