import {
  mkdir,
  mkdtemp,
  readdir,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startRegistry,
  type TestRegistry,
} from '../../trust/__testUtils__/startRegistry';
import { writeZip } from '../__testUtils__/writeZip';
import { type DataSource, SourceUnreadable } from './DataSource';
import { openSource } from './openSource';

const BOUNDS = { maxBytes: 5000, maxDocumentBytes: 1000, maxDocuments: 5 };

describe('openSource', () => {
  let folder: string;
  let server: TestRegistry;
  beforeAll(async () => {
    server = await startRegistry();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clear();
    folder = await mkdtemp(join(tmpdir(), 'source-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const read = async (source: Partial<DataSource>) => {
    const opened = await openSource(
      { name: 'ours', alsoAsks: [], ...source },
      {
        ...{ bounds: BOUNDS, timeoutMs: 2000 },
        signal: new AbortController().signal,
      },
    );
    try {
      const documents: [string, string][] = [];
      for await (const { name, text } of opened.documents()) {
        documents.push([name, text]);
      }
      return { ...opened, documents };
    } finally {
      await opened.close();
    }
  };
  const put = (name: string, content: string | Buffer) =>
    writeFile(join(folder, name), content);

  it('reads a folder, what is below it, and archives; not what is hidden or of another kind', async () => {
    await mkdir(join(folder, 'npm'));
    await put('npm/a.json', '1');
    await put('b.zip', writeZip({ 'x/c.json': '2', 'd.txt': '3' }));
    await put('.e.json', '4');
    await put('f.yaml', '5');
    const { documents } = await read({ directory: folder });
    expect(documents).toEqual([
      ['b.zip/x/c.json', '2'],
      ['npm/a.json', '1'],
    ]);
  });

  it('tells whether something has changed', async () => {
    await put('a.json', '1');
    const before = await read({ directory: folder });
    const same = await read({ directory: folder });
    expect(same.fingerprint).toBe(before.fingerprint);
    await put('a.json', '22');
    const after = await read({ directory: folder });
    expect(after.fingerprint).not.toBe(before.fingerprint);
  });

  it('fetches one file, from where it is told and with the secret for there', async () => {
    server.set('/all.zip', {
      body: writeZip({ 'a.json': '1' }),
      headers: { 'last-modified': 'Fri, 27 Nov 2026 10:00:00 GMT' },
    });
    const opened = await read({
      url: new URL(`${server.url}/all.zip?signature=hidden`),
      token: 'secret',
    });
    expect(opened.documents).toEqual([['ours/a.json', '1']]);
    expect(opened.writtenAt?.toISOString()).toBe('2026-11-27T10:00:00.000Z');
    expect(server.asked).toEqual([
      {
        path: '/all.zip?signature=hidden',
        authorization: 'Bearer secret',
      },
    ]);
    server.set('/one.json', { body: '[]' });
    const one = await read({ url: new URL(`${server.url}/one.json`) });
    expect(one.documents).toEqual([['ours', '[]']]);
    const left = (await readdir(tmpdir())).filter(name =>
      name.startsWith('sallyport-source-'),
    );
    expect(left).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'a folder that is not there',
      () => read({ directory: '/nowhere' }),
      'ENOENT',
    ],
    [
      'a link that leads nowhere',
      async () => {
        await symlink('/nowhere', join(folder, 'a.json'));
        return await read({ directory: folder });
      },
      'ENOENT',
    ],
    [
      'too many files',
      async () => {
        for (const name of 'abcdef') await put(`${name}.json`, '1');
        return await read({ directory: folder });
      },
      'too much',
    ],
    [
      'too large a file',
      async () => {
        await put('a.json', 'x'.repeat(1001));
        return await read({ directory: folder });
      },
      'too large',
    ],
    [
      'too much together',
      async () => {
        await put('a.zip', Buffer.alloc(5001));
        return await read({ directory: folder });
      },
      'too much',
    ],
    [
      'too large a file in an archive',
      async () => {
        await put('a.zip', writeZip({ 'a.json': 'x'.repeat(1001) }));
        return await read({ directory: folder });
      },
      'too large',
    ],
    [
      'a file that unpacks to more than it says',
      async () => {
        const zip = writeZip({ 'a.json': 'x'.repeat(3000) });
        const at = zip.indexOf('PK\u0001\u0002');
        zip.writeUInt32LE(10, at + 24);
        await put('a.zip', zip);
        return await read({ directory: folder });
      },
      'a.zip',
    ],
    [
      'too many files in an archive',
      async () => {
        const names = [...'abcdef'].map(name => [`${name}.json`, '1']);
        await put('a.zip', writeZip(Object.fromEntries(names)));
        return await read({ directory: folder });
      },
      'too many',
    ],
    [
      'half an archive',
      async () => {
        await put('a.zip', writeZip({ 'a.json': '1' }).subarray(0, 60));
        return await read({ directory: folder });
      },
      'no archive',
    ],
    [
      'nothing at an address',
      () => read({ url: new URL(`${server.url}/no?signature=hidden`) }),
      'status 404',
    ],
    [
      'a way to elsewhere',
      () => {
        server.set('/a', {
          status: 302,
          headers: { location: 'http://127.0.0.1:9/b' },
        });
        return read({ url: new URL(`${server.url}/a`) });
      },
      'which mcpRegistry.contents does not name',
    ],
    [
      'too large an answer',
      () => {
        server.set('/a', { body: 'x'.repeat(5001) });
        return read({ url: new URL(`${server.url}/a`) });
      },
      'more than 5000 bytes',
    ],
  ])('refuses %s', async (_, reading, why) => {
    const error: unknown = await reading().catch(thrown => thrown);
    expect(error).toBeInstanceOf(SourceUnreadable);
    expect(String(error)).toContain(why);
    expect(String(error)).not.toContain('hidden');
  });
});
