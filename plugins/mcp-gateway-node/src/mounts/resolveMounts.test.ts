import { createServer } from 'node:net';
import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMockDirectory } from '@backstage/backend-test-utils';
import type { PermissionProfile } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { resolveMounts } from './resolveMounts';

describe('resolveMounts', () => {
  const folder = createMockDirectory();
  let root: string;

  beforeEach(async () => {
    folder.clear();
    root = await realpath(folder.path);
    for (const name of ['open/team', 'readable', 'closed', 'state', 'shared']) {
      await mkdir(join(root, name), { recursive: true });
    }
    await writeFile(join(root, 'open', 'file'), 'x');
    await symlink('../closed', join(root, 'open', 'out'));
    await symlink('team', join(root, 'open', 'in'));
  });

  const resolve = (profile: PermissionProfile) =>
    resolveMounts({
      profile,
      settings: {
        read: [join(root, 'readable')],
        write: [join(root, 'open')],
        volumes: { shared: join(root, 'shared') },
        directory: join(root, 'state'),
      },
      findVolume: async name => {
        await mkdir(join(root, 'state', name), { recursive: true });
        return join(root, 'state', name);
      },
    });

  it('finds folders and files by their real paths', async () => {
    const { mounts, problems } = await resolve({
      read: [`${root}/open/file:/data/file`, `${root}/readable`],
      write: [
        `${root}/open/in:/team`,
        'volume://notes:/notes',
        'volume://shared:/shared',
      ],
    });
    expect(problems).toEqual([]);
    expect(
      mounts.map(({ source, inside, isWritable, isVolume }) => [
        source.slice(root.length),
        inside.replace(root, ''),
        isWritable,
        isVolume,
      ]),
    ).toEqual([
      ['/open/file', '/data/file', false, false],
      ['/readable', '/readable', false, false],
      ['/open/team', '/team', true, false],
      ['/state/notes', '/notes', true, true],
      ['/shared', '/shared', true, false],
    ]);
    expect(mounts.every(({ inode }) => inode > 0)).toBe(true);
  });

  it.each([
    ['a folder that is not open', 'closed:/x', 'not below a folder'],
    ['a link that leads out', 'open/out:/x', 'not below a folder'],
    ['a folder above', ':/x', 'own files'],
    ['the driver’s own folder', 'state:/x', 'own files'],
    ['what is not there', 'open/none:/x', 'not there'],
    ['the system', 'open/team:/usr/share', "sandbox's own"],
    ['the root', 'open/team:/', "sandbox's own"],
    ['secrets', 'open/team:/run/secrets', "sandbox's own"],
  ])('S1: refuses %s', async (_, text, words) => {
    const { mounts, problems } = await resolve({ write: [`${root}/${text}`] });
    expect(mounts).toEqual([]);
    expect(problems).toEqual([expect.stringContaining(words)]);
  });

  it('does not write where only reading is allowed', async () => {
    const { problems } = await resolve({ write: [`${root}/readable:/x`] });
    expect(problems).toEqual([expect.stringContaining('mounts.write')]);
  });

  it('S1: refuses a mount below one that can be written to', async () => {
    const { problems } = await resolve({
      read: [`${root}/readable:/data/inner`],
      write: [`${root}/open/team:/data`],
    });
    expect(problems).toEqual([expect.stringContaining('Mount it beside')]);
  });

  it('refuses a socket, and two things at one place', async () => {
    const server = createServer();
    await new Promise<void>(done => {
      server.listen(join(root, 'open', 'engine.sock'), done);
    });
    const { problems } = await resolve({
      read: [
        `${root}/open/engine.sock:/engine.sock`,
        `${root}/open/team:/a`,
        `${root}/open/file:/a`,
      ],
    });
    server.close();
    expect(problems).toEqual([
      expect.stringContaining('neither a folder nor a file'),
      expect.stringContaining('two things at /a'),
    ]);
  });
});
