import { spawn, execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const PIECE = 64 * 1024;

/** Somebody with a key of their own. */
export interface Committer {
  name: string;
  email: string;
  /** Path of the private key; absent: they do not sign. */
  key?: string;
  publicKey?: string;
}

/**
 * A Git server on this machine: a bare repository behind `git http-backend`, as any Git host serves it, and a clone in which people work.
 */
export class GitHost {
  static async start(): Promise<GitHost> {
    const directory = mkdtempSync(join(tmpdir(), 'sallyport-git-host-'));
    const bare = join(directory, 'servers.git');
    const work = join(directory, 'work');
    mkdirSync(work);
    const host = new GitHost(directory, work);
    host.#git(directory, ['init', '-q', '--bare', '-b', 'main', bare]);
    host.#git(bare, ['config', 'http.receivepack', 'false']);
    host.#git(work, ['init', '-q', '-b', 'main', '.']);
    host.#git(work, ['remote', 'add', 'origin', bare]);
    await new Promise<void>(resolve => {
      host.#server.listen(0, '127.0.0.1', resolve);
    });
    return host;
  }

  /** For another process: people work in the same clone, which the first one serves. */
  static open(directory: string): GitHost {
    return new GitHost(directory, join(directory, 'work'));
  }

  /** Where all of it lies. */
  readonly directory: string;
  readonly #work: string;
  readonly #server: Server;
  /** Requests as they came, with their headers. */
  readonly seen: { url: string; authorization?: string }[] = [];
  isAway = false;
  /** How many bytes of answers went out. */
  sent = 0;
  /** How many answers are on their way. */
  answering = 0;
  /** Milliseconds between pieces of 64 KiB; at once without. */
  pace = 0;

  private constructor(directory: string, work: string) {
    this.directory = directory;
    this.#work = work;
    this.#server = createServer((request, response) => {
      const { authorization } = request.headers;
      this.seen.push({ url: request.url ?? '', authorization });
      if (this.isAway) {
        response.writeHead(503).end();
        return;
      }
      const [path, query = ''] = (request.url ?? '').split('?');
      const child = spawn('git', ['http-backend'], {
        env: {
          PATH: process.env.PATH,
          GIT_PROJECT_ROOT: directory,
          GIT_HTTP_EXPORT_ALL: '1',
          PATH_INFO: path,
          QUERY_STRING: query,
          REQUEST_METHOD: request.method,
          CONTENT_TYPE: request.headers['content-type'] ?? '',
          HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
          GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
          REMOTE_ADDR: '127.0.0.1',
        },
      });
      request.pipe(child.stdin);
      const chunks: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
      child.on('close', () => {
        const all = Buffer.concat(chunks);
        const end = all.indexOf('\r\n\r\n');
        const headers = Object.fromEntries(
          all
            .subarray(0, end)
            .toString()
            .split('\r\n')
            .map(line => line.split(': ') as [string, string]),
        );
        const { Status: status = '200', ...rest } = headers;
        response.writeHead(Number(status.slice(0, 3)), rest);
        void this.#answer(response, all.subarray(end + 4));
      });
    });
  }

  async #answer(response: ServerResponse, body: Buffer): Promise<void> {
    this.answering += 1;
    response.on('close', () => {
      this.answering -= 1;
    });
    for (let at = 0; at < body.length && !response.destroyed; at += PIECE) {
      const piece = body.subarray(at, at + PIECE);
      response.write(piece);
      this.sent += piece.length;
      if (this.pace > 0) await setTimeout(this.pace);
    }
    response.end();
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/servers.git`;
  }

  /** Somebody with a key of their own, new where they have none. */
  person(name: string): Required<Committer> {
    const key = join(this.directory, `key-${name}`);
    if (!existsSync(key)) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    }
    return {
      ...{ name, key, email: `${name}@example.com` },
      publicKey: readFileSync(`${key}.pub`, 'utf8').trim(),
    };
  }

  /** Commits files, and pushes nothing. */
  commit(
    who: Committer,
    files: Record<string, string | null>,
    message = 'Change definitions',
  ): string {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.#work, path);
      if (text === null) rmSync(file);
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
    this.git(['add', '-A']);
    this.git(['commit', '-q', '--allow-empty', '-m', message], who);
    return this.head();
  }

  /** What a pull request is: a branch with one commit, merged by somebody and pushed. */
  merge(options: {
    author: Committer;
    merger: Committer;
    files?: Record<string, string | null>;
    /** Instead of files: take this commit back. */
    revert?: string;
    message?: string;
  }): string {
    const { author, merger, files = {}, revert, message = 'Merge' } = options;
    this.git(['checkout', '-q', '-B', 'feature']);
    if (revert) {
      this.git(['revert', '--no-edit', '-m', '1', revert], author);
    } else this.commit(author, files);
    this.git(['checkout', '-q', 'main']);
    this.git(['merge', '-q', '--no-ff', '-m', message, 'feature'], merger);
    this.push();
    return this.head();
  }

  push(): void {
    this.git(['push', '-q', '--force', 'origin', 'main']);
  }

  head(): string {
    return this.git(['rev-parse', 'HEAD']).trim();
  }

  git(args: string[], who?: Committer): string {
    return this.#git(this.#work, args, who);
  }

  stop(): void {
    this.#server.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #git(cwd: string, args: string[], who?: Committer): string {
    const { name = 'nobody', email = 'nobody@example.com', key } = who ?? {};
    const settings = key
      ? ['gpg.format=ssh', `user.signingKey=${key}`, 'commit.gpgSign=true']
      : [];
    return execFileSync(
      'git',
      [...settings.flatMap(setting => ['-c', setting]), ...args],
      {
        cwd,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          HOME: this.directory,
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_AUTHOR_NAME: name,
          GIT_AUTHOR_EMAIL: email,
          GIT_COMMITTER_NAME: name,
          GIT_COMMITTER_EMAIL: email,
        },
      },
    ).toString();
  }
}
