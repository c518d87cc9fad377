import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Committer, GitHost } from '../__testUtils__/GitHost';
import { GitDefinitionSource } from './GitDefinitionSource';

const MEBIBYTE = 1024 * 1024;
const PIECE = 64 * 1024;
const { signal } = new AbortController();

jest.setTimeout(60_000);

async function waitUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setTimeout(20);
}

describe('GitDefinitionSource', () => {
  let host: GitHost;
  let carol: Required<Committer>;
  let home: string;
  let workingDirectory: string;

  beforeEach(async () => {
    host = await GitHost.start();
    carol = host.person('carol');
    home = mkdtempSync(join(tmpdir(), 'sp-gpg-'));
    workingDirectory = mkdtempSync(join(tmpdir(), 'sp-work-'));
  });

  afterEach(() => {
    host.stop();
    rmSync(home, { recursive: true, force: true });
    rmSync(workingDirectory, { recursive: true, force: true });
  });

  const source = (signers: object[], more: object = {}) =>
    GitDefinitionSource.create({
      workingDirectory,
      settings: {
        ...{ id: 'definitions', title: 'Definitions', url: host.url },
        ...{ branch: 'main', path: '', username: 'x', evidence: [] },
        signers: signers as never,
        ...more,
      },
    });
  const withKey = () => [
    { name: 'carol', user: 'user:default/carol', sshKey: carol.publicKey },
  ];
  const gpg = (...args: string[]) =>
    execFileSync('gpg', ['--homedir', home, '--batch', '--quiet', ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString();

  it('believes OpenPGP keys of the configuration, and no others', async () => {
    gpg(
      ...['--passphrase', '', '--pinentry-mode', 'loopback'],
      ...['--quick-gen-key', 'Carol <carol@example.com>', 'ed25519', 'sign'],
    );
    const pgpKey = gpg('--armor', '--export', 'carol@example.com').trim();
    const wrapper = join(home, 'gpg-of-carol');
    execFileSync('sh', [
      ...[
        '-c',
        'printf \'#!/bin/sh\\nexec gpg --homedir %s "$@"\\n\' "$0" > "$1"; chmod +x "$1"',
      ],
      ...[home, wrapper],
    ]);
    host.commit(carol, { 'x.yaml': 'a: 1' });
    host.push();
    const { revision } = await source(withKey()).read({ signal });
    host.git([
      ...[
        '-c',
        `gpg.program=${wrapper}`,
        '-c',
        'user.signingKey=carol@example.com',
      ],
      ...['-c', 'user.name=Carol', '-c', 'user.email=carol@example.com'],
      ...['commit', '-q', '-S', '--allow-empty', '-m', 'By OpenPGP'],
    ]);
    host.push();
    const both = [
      ...withKey(),
      { name: 'Carol', user: 'user:default/carol', pgpKey },
    ];
    const state = await source(both).read({ since: revision, signal });
    expect(state.changes).toMatchObject([
      {
        summary: 'By OpenPGP',
        authors: [{ kind: 'catalog', name: 'user:default/carol' }],
        areAuthorsProved: true,
      },
    ]);
    await expect(
      source(withKey()).read({ since: revision, signal }),
    ).rejects.toMatchObject({ code: 'source.unsigned' });
    try {
      execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']);
    } catch {
      // No agent was left.
    }
  });

  it('reads nothing twice, and says what is not there', async () => {
    host.commit(carol, { 'x.yaml': 'a: 1', 'README.md': 'x' });
    host.push();
    const one = source(withKey());
    const { revision, files } = await one.read({ signal });
    expect(files).toEqual([{ path: 'x.yaml', text: 'a: 1' }]);
    expect(await one.read({ since: revision, signal })).toEqual({
      ...{ revision, files: [], changes: [] },
    });
    await expect(
      source(withKey(), { branch: 'other' }).read({ signal }),
    ).rejects.toMatchObject({ code: 'source.unreachable' });
    await expect(
      one.read({ since: 'a'.repeat(40), signal }),
    ).rejects.toMatchObject({ code: 'source.history-rewritten' });
  });

  it('leaves nothing behind when it is closed', async () => {
    host.commit(carol, { 'x.yaml': 'a: 1' });
    host.push();
    const one = source(withKey());
    await one.read({ signal });
    expect(readdirSync(workingDirectory)).toHaveLength(1);
    await one.close();
    expect(readdirSync(workingDirectory)).toEqual([]);
  });

  it('takes no more than it may, asks for too much once, and goes on when it is gone', async () => {
    const small = host.commit(carol, { 'x.yaml': 'a: 1' });
    host.commit(carol, {
      'y.bin': randomBytes(24 * MEBIBYTE).toString('latin1'),
    });
    host.push();
    const one = source(withKey(), { mostBytes: MEBIBYTE });
    host.pace = 10;
    const refusal = {
      code: 'source.out-of-bounds',
      where: ['the branch with its history: more than 1 MiB'],
    };
    await expect(one.read({ signal })).rejects.toMatchObject(refusal);
    // It was cut off long before its end.
    expect(host.sent).toBeLessThan(20 * MEBIBYTE);
    const before = host.sent;
    await expect(one.read({ signal })).rejects.toMatchObject(refusal);
    expect(host.sent - before).toBeLessThan(PIECE);
    host.git(['reset', '-q', '--hard', small]);
    host.push();
    const { files } = await one.read({ signal });
    expect(files).toEqual([{ path: 'x.yaml', text: 'a: 1' }]);
  });

  it('sees what was too much although it came at once', async () => {
    host.commit(carol, { 'y.bin': randomBytes(MEBIBYTE).toString('base64') });
    host.push();
    await expect(
      source(withKey(), { mostBytes: MEBIBYTE }).read({ signal }),
    ).rejects.toMatchObject({ code: 'source.out-of-bounds' });
  });

  it('leaves nothing running where it is ended before its time', async () => {
    host.commit(carol, {
      'y.bin': randomBytes(24 * MEBIBYTE).toString('latin1'),
    });
    host.push();
    host.pace = 10;
    const ending = new AbortController();
    const read = source(withKey()).read({ signal: ending.signal });
    await waitUntil(() => host.sent > MEBIBYTE);
    ending.abort(new Error('the portal stops'));
    await expect(read).rejects.toThrow('the portal stops');
    await waitUntil(() => host.answering === 0);
    expect(host.sent).toBeLessThan(20 * MEBIBYTE);
  });

  it('runs nothing of what it reads: hooks, filters and replacements are nothing to it', async () => {
    host.commit(carol, {
      'x.yaml': 'a: 1',
      '.gitattributes': '*.yaml filter=evil',
      '.gitconfig': '[filter "evil"]\n\tsmudge = touch /tmp/sallyport-evil',
    });
    host.push();
    const { files } = await source(withKey()).read({ signal });
    expect(files).toEqual([{ path: 'x.yaml', text: 'a: 1' }]);
  });
});
