import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { dirname } from 'node:path';
import { statSync } from 'node:fs';
import type { DefinitionFile } from '@sallyport/backstage-plugin-mcp-registry-common';
import { CommandError } from '../CommandError';

const run = promisify(execFile);
const MOST_BYTES = 64 * 1024 * 1024;
const DEFINITION = /\.(?:ya?ml|json)$/i;
/** No hooks, no filters, no links: Git is asked what it has stored. */
const ENVIRONMENT = { GIT_TERMINAL_PROMPT: '0', GIT_LITERAL_PATHSPECS: '1' };

/** The files below a folder as they were at another commit of its repository. */
export async function readBase(
  path: string,
  ref: string,
): Promise<DefinitionFile[]> {
  if (ref.startsWith('-')) throw new CommandError(`${ref} is no commit.`);
  const directory = statSync(path).isDirectory() ? path : dirname(path);
  const git = async (...args: string[]) =>
    (
      await run('git', ['-c', 'core.fsmonitor=false', ...args], {
        cwd: directory,
        maxBuffer: MOST_BYTES,
        env: { ...process.env, ...ENVIRONMENT },
      })
    ).stdout;
  try {
    const commit = (
      await git('rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`)
    ).trim();
    const listing = await git('ls-tree', '-r', '-z', commit, '.');
    const entries = listing.split('\0').flatMap(line => {
      const [, id, name] =
        /^100\d{3} blob ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
      return name !== undefined && DEFINITION.test(name) ? [{ id, name }] : [];
    });
    const files: DefinitionFile[] = [];
    for (const { id, name } of entries) {
      files.push({ path: name, text: await git('cat-file', 'blob', id) });
    }
    return files;
  } catch (error) {
    const { code } = error as { code?: string };
    throw new CommandError(
      code === 'ENOENT'
        ? 'git is not there, which --base needs.'
        : `What ${ref} holds could not be read. Is it a commit of this repository, and fetched?`,
    );
  }
}
