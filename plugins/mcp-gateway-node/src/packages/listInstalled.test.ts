import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { listInstalled } from './listInstalled';

describe('listInstalled', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'installed-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const put = async (path: string, content: object | string) => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(
      file,
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  };
  const npm = { registry: 'npm', identifier: '@acme/orders' };

  it('goes by the lockfile: names of places, other names, and what is not for this machine', async () => {
    await put('package-lock.json', {
      lockfileVersion: 3,
      packages: {
        '': { name: 'root' },
        'node_modules/a': { version: '1.0.0', license: 'MIT' },
        'node_modules/@acme/orders': {
          version: '1.2.0',
          integrity: 'sha512-x',
          license: { type: 'odd' },
        },
        'node_modules/@acme/orders/node_modules/a': { version: '2.0.0' },
        'node_modules/short': { name: '@other/long', version: '3.0.0' },
        'node_modules/elsewhere': { version: '1.0.0', optional: true },
      },
    });
    await put('node_modules/liar/package.json', {
      name: 'liar',
      version: '1.0.0',
    });
    expect(await listInstalled(folder, npm)).toEqual([
      { name: '@acme/orders', version: '1.2.0', integrity: 'sha512-x' },
      { name: 'a', version: '1.0.0', licence: 'MIT' },
      { name: 'a', version: '2.0.0' },
      { name: '@other/long', version: '3.0.0' },
      { name: 'elsewhere', version: '1.0.0' },
    ]);
  });

  it('goes by what is in the folder where there is no lockfile, and follows no link', async () => {
    await put('node_modules/@acme/orders/package.json', {
      ...{ name: '@acme/orders', version: '1.2.0', license: 'Apache-2.0' },
    });
    await put('node_modules/a/package.json', {
      ...{ name: 'a', version: '1.0.0', license: { type: 'ISC' } },
    });
    await put('node_modules/a/node_modules/b/package.json', {
      ...{ name: 'b', version: '0.1.0', license: 7 },
    });
    await put('node_modules/.bin/c/package.json', {
      ...{ name: 'c', version: '1.0.0' },
    });
    await symlink('/', join(folder, 'node_modules/root'));
    expect(await listInstalled(folder, npm)).toEqual([
      { name: '@acme/orders', version: '1.2.0', licence: 'Apache-2.0' },
      { name: 'a', version: '1.0.0', licence: 'ISC' },
      { name: 'b', version: '0.1.0' },
    ]);
  });

  it('reads what Python’s packages say of themselves', async () => {
    await put(
      'site/orders-1.2.0.dist-info/METADATA',
      'Metadata-Version: 2.4\nName: orders\nVersion: 1.2.0\nLicense-Expression: MIT\n\nName: liar\n',
    );
    await put(
      'site/dep-2.0.dist-info/METADATA',
      'Name: dep\r\nVersion: 2.0\r\nLicense: BSD-3-Clause\r\n\r\n',
    );
    await put('site/broken-1.dist-info/METADATA', 'Version: 1\n');
    const wanted = { registry: 'pypi', identifier: 'orders' };
    expect(await listInstalled(folder, wanted)).toEqual([
      { name: 'orders', version: '1.2.0', licence: 'MIT' },
      { name: 'dep', version: '2.0', licence: 'BSD-3-Clause' },
    ]);
  });

  it('says that it cannot be said, and no empty list', async () => {
    expect(await listInstalled(folder, npm)).toBeUndefined();
    expect(await listInstalled('', npm)).toBeUndefined();
    await put('package-lock.json', '{');
    await expect(listInstalled(folder, npm)).rejects.toThrow();
  });
});
