const SHORTHAND = /^(github|gitlab|bitbucket):([^/]+\/[^/]+)$/;
const HOSTS: Record<string, string> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
};

/**
 * One spelling of a source repository's address, so that two can be compared: `git+ssh://git@github.com/Acme/Orders.git` and
 * `github:acme/orders` are `https://github.com/acme/orders`. `undefined` for what is no address of a repository.
 */
export function repositoryAddress(text: string): string | undefined {
  const trimmed = text.trim();
  const short = SHORTHAND.exec(trimmed);
  if (short) {
    return `https://${HOSTS[short[1]]}/${bare(short[2])}`.toLowerCase();
  }
  if (/^[\w.-]+\/[\w.-]+$/.test(trimmed)) {
    return `https://github.com/${bare(trimmed)}`.toLowerCase();
  }
  const scp =
    /^(?:[\w.-]+@([\w.-]+)|([\w-]+(?:\.[\w-]+)+)):(?!\/\/)([\w./-]+)$/.exec(
      trimmed,
    );
  const address = scp ? `ssh://${scp[1] ?? scp[2]}/${scp[3]}` : trimmed;
  try {
    const url = new URL(address.replace(/^git\+/, ''));
    if (!/^(?:https?|ssh|git):$/.test(url.protocol) || !url.hostname) {
      return undefined;
    }
    const path = bare(url.pathname);
    return path === ''
      ? undefined
      : `https://${url.hostname}${path}`.toLowerCase();
  } catch {
    return undefined;
  }
}

function bare(path: string): string {
  return path.replace(/\/+$/, '').replace(/\.git$/, '');
}
