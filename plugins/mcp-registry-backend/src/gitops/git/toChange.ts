import type {
  SourceChange,
  SourcePerson,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Signer } from '../settings/GitOpsSettings';
import type { GitCommit, GitMirror } from './GitMirror';

/**
 * What a step of the branch is: which files it changed, who wrote that, and who merged it. Whoever signed a commit is its author, whatever it
 * says in words; where one is not signed, those whom it names are, and nothing is proved.
 */
export async function toChange(
  mirror: GitMirror,
  options: { step: GitCommit; isFirst: boolean; signal: AbortSignal },
): Promise<SourceChange> {
  const { step, isFirst, signal } = options;
  const [before] = step.parents;
  const isMerge = step.parents.length > 1;
  const described = {
    ...{ id: step.id, at: step.at, summary: step.summary },
  };
  if (isFirst || before === undefined) {
    return {
      ...described,
      authors: authorsOf([step]),
      // What came before it nobody has looked at: whoever wrote that is not known.
      areAuthorsProved: false,
    };
  }
  const paths = await names(
    mirror,
    ['-r', '--no-renames', before, step.id],
    signal,
  );
  const written = isMerge
    ? (await mirror.log([`${before}..${step.id}`], signal)).filter(
        ({ id }) => id !== step.id,
      )
    : [step];
  // What a merge has like none of its sides, whoever merged has written; Git's own merging of both is taken for that, too.
  const own = isMerge
    ? await names(mirror, ['-r', '-c', '--no-commit-id', step.id], signal)
    : [];
  const authored = own.length > 0 ? [...written, step] : written;
  const merger = isMerge && step.signer ? personOf(step.signer) : undefined;
  const authors = authorsOf(authored);
  const isAuthor = authors.some(
    ({ kind, name }) => kind === merger?.kind && name === merger.name,
  );
  return {
    ...described,
    ...{ paths, authors },
    areAuthorsProved: authored.every(({ signer }) => signer !== undefined),
    ...(merger && !isAuthor && { mergedBy: merger }),
  };
}

async function names(
  mirror: GitMirror,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const listing = await mirror.git(
    ['diff-tree', '--name-only', '-z', ...args],
    signal,
  );
  return listing.toString('utf8').split('\0').filter(Boolean);
}

function authorsOf(commits: readonly GitCommit[]): SourcePerson[] {
  const people = commits.flatMap((commit): SourcePerson[] =>
    commit.signer
      ? [personOf(commit.signer)]
      : [commit.authorEmail, commit.committerEmail].map(name => ({
          ...{ kind: 'email' as const, name: name.toLowerCase() },
        })),
  );
  const byName = new Map(people.map(it => [`${it.kind}:${it.name}`, it]));
  return [...byName.values()].slice(0, 200);
}

/** A key without a person is somebody of its own. */
function personOf({ user, name }: Signer): SourcePerson {
  return user ? { kind: 'catalog', name: user } : { kind: 'key', name };
}
