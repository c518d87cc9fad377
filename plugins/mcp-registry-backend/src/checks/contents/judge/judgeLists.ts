import type { CheckFinding } from '@sallyport/backstage-plugin-mcp-registry-common';
import { visible } from '../../trust/findings';
import type { ReadList } from '../sbom/readLists';
import type { SourceState } from '../sources/SourceStore';
import type { Component } from '../types';
import { isAbout, readPurl } from '../vex/purl';

const LOCATION = 'contents';

/** What is to be said of the lists of contents and of the advisories, whatever is in them. */
export function judgeLists(about: {
  lists: readonly ReadList[];
  sources: readonly SourceState[];
  components: readonly Component[];
  /** Package URL of what runs. */
  product?: string;
}): CheckFinding[] {
  const { lists, sources, components, product } = about;
  const found: CheckFinding[] = [];
  const warn = (rule: string, message: string, excerpt?: string) =>
    found.push({
      ...{ level: 'warning', rule, message, location: LOCATION },
      ...(excerpt !== undefined && { excerpt }),
    });
  if (lists.every(({ head }) => head.origin === 'uploaded')) {
    warn(
      'list-only-claimed',
      `What it is made of was handed in by ${
        lists[0]?.head.by ?? 'somebody'
      }. Nothing confirms that the list is about what runs, or whole.`,
    );
  }
  for (const { head, sbom } of lists) {
    const other = otherRoot(sbom.root, product);
    if (other !== undefined) {
      warn(
        'list-of-another',
        `The list that is ${head.origin} says that it is about something else than what runs.`,
        visible(other),
      );
    }
    if (sbom.unnamed > 0) {
      warn(
        'entries-unnamed',
        `${sbom.unnamed} entries of the list that is ${head.origin} have no name or version, so nothing can be looked up for them.`,
      );
    }
  }
  const others = components.filter(({ ecosystem }) => !ecosystem);
  if (others.length > 0) {
    warn(
      'kinds-not-covered',
      `For ${others.length} of ${components.length} entries no advisories are looked up: they are of other kinds than npm and PyPI. An external scanner can cover them.`,
      visible(
        others
          .slice(0, 10)
          .map(({ name, version }) => `${name} ${version}`)
          .join(', '),
        1000,
      ),
    );
  }
  for (const { name, counts } of sources) {
    if ((counts.unreadable ?? 0) > 0) {
      warn(
        'advisories-unread',
        `${counts.unreadable} advisories of “${name}” could not be read. One of them may be about this.`,
      );
    }
  }
  return found;
}

/** What a list says that it is about, where that is something else than what runs. */
function otherRoot(
  root: Component | undefined,
  product: string | undefined,
): string | undefined {
  if (!root?.purl || product === undefined) return undefined;
  const [stated, actual] = [readPurl(root.purl), readPurl(product)];
  // Images are described by many kinds of names.
  if (!stated?.ecosystem || !actual?.ecosystem) return undefined;
  return isAbout({ ...stated, qualifiers: {} }, actual) ? undefined : root.purl;
}
