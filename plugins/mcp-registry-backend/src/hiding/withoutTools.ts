import type { RevisionRecord } from '../revisions/RevisionStore';

/** A revision without some of its tools, in what it lists and in what it was made from. */
export function withoutTools(
  revision: RevisionRecord,
  hidden: ReadonlySet<string>,
): RevisionRecord {
  if (hidden.size === 0) return revision;
  const isShown = ({ name }: { name: string }) => !hidden.has(name);
  const { snapshot, toolSurface } = revision;
  return {
    ...revision,
    toolSurface: { ...toolSurface, tools: toolSurface.tools.filter(isShown) },
    snapshot: {
      ...snapshot,
      toolSurface: snapshot.toolSurface && {
        ...snapshot.toolSurface,
        tools: snapshot.toolSurface.tools.filter(isShown),
      },
    },
  };
}
