import { readSbom } from './readSbom';
import { writeCycloneDx } from './writeCycloneDx';

const read = (document: object) => readSbom(JSON.stringify(document));
const bom = (components: object[], more: object = {}) => ({
  ...{ bomFormat: 'CycloneDX', specVersion: '1.5', components },
  ...more,
});
const spdx = (packages: object[], more: object = {}) => ({
  ...{ spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT', packages },
  ...more,
});

describe('readSbom', () => {
  it('reads CycloneDX, also what lies within, and tells kinds by package URLs', () => {
    const { components, root, unnamed, specVersion } = read(
      bom(
        [
          {
            ...{ type: 'library', name: 'orders', group: '@acme' },
            ...{ version: '1.2.0', purl: 'pkg:npm/%40acme/orders@1.2.0' },
            licenses: [{ license: { id: 'MIT' } }],
            components: [
              { name: 'Foo_Bar', purl: 'pkg:pypi/foo-bar@2.0' },
              { type: 'file', name: 'index.js' },
              { type: 'library', name: 'nameless' },
            ],
          },
          { name: 'musl', version: '1.2.5', purl: 'pkg:apk/alpine/musl@1.2.5' },
        ],
        {
          metadata: {
            component: { name: 'image', version: '1', type: 'container' },
          },
        },
      ),
    );
    expect(specVersion).toBe('1.5');
    expect(root).toEqual({ name: 'image', version: '1' });
    expect(unnamed).toBe(1);
    expect(components).toEqual([
      { name: 'image', version: '1' },
      {
        ...{ name: '@acme/orders', version: '1.2.0', ecosystem: 'npm' },
        ...{ purl: 'pkg:npm/%40acme/orders@1.2.0', licence: 'MIT' },
      },
      {
        ...{ name: 'foo-bar', version: '2.0', ecosystem: 'PyPI' },
        purl: 'pkg:pypi/foo-bar@2.0',
      },
      {
        ...{ name: 'alpine/musl', version: '1.2.5' },
        purl: 'pkg:apk/alpine/musl@1.2.5',
      },
    ]);
  });

  it('reads SPDX, and what it is about', () => {
    const { components, root, format } = read(
      spdx(
        [
          {
            ...{ SPDXID: 'SPDXRef-a', name: 'orders', versionInfo: '1.2.0' },
            licenseConcluded: 'NOASSERTION',
            licenseDeclared: 'Apache-2.0',
            externalRefs: [
              {
                referenceCategory: 'PACKAGE-MANAGER',
                referenceType: 'purl',
                referenceLocator: 'pkg:npm/orders@1.2.0',
              },
            ],
          },
        ],
        { documentDescribes: ['SPDXRef-a'] },
      ),
    );
    expect(format).toBe('spdx');
    expect(root?.name).toBe('orders');
    expect(components).toEqual([
      {
        ...{ name: 'orders', version: '1.2.0', ecosystem: 'npm' },
        ...{ purl: 'pkg:npm/orders@1.2.0', licence: 'Apache-2.0' },
      },
    ]);
  });

  const deep = (levels: number): object =>
    levels === 0
      ? { name: 'x', version: '1' }
      : { name: 'x', version: '1', components: [deep(levels - 1)] };

  it.each([
    ['no JSON', '{', 'no JSON'],
    ['something else', '{"a":1}', 'neither CycloneDX'],
    ['nothing', 'null', 'neither CycloneDX'],
    [
      'a form to come',
      JSON.stringify(bom([], { specVersion: '2.0' })),
      'specVersion',
    ],
    [
      'SPDX 3',
      JSON.stringify(spdx([], { spdxVersion: 'SPDX-3.0' })),
      'spdxVersion',
    ],
    ['no list', JSON.stringify(bom('all' as never)), 'components'],
    ['a name that is none', JSON.stringify(bom([{ name: 7 }])), 'name'],
    ['endless nesting', JSON.stringify(bom([deep(25)])), 'nested too deeply'],
    ['too much', ' '.repeat(8 * 1024 * 1024 + 1), 'larger than'],
  ])('refuses %s', (_, text, why) => {
    expect(() => readSbom(text)).toThrow(why);
  });
});

describe('writeCycloneDx', () => {
  const contents = [
    {
      ...{ name: '@acme/orders', version: '1.2.0', licence: 'Apache-2.0' },
      integrity: `sha512-${Buffer.alloc(64, 1).toString('base64')}`,
    },
    { name: 'left-pad', version: '1.3.0', licence: 'see LICENSE' },
    { name: 'right-pad', version: '1.0.0' },
  ];

  it('makes a list that is read back as it was, and the same each time', () => {
    const text = writeCycloneDx(contents, { ecosystem: 'npm' });
    expect(writeCycloneDx(contents, { ecosystem: 'npm' })).toBe(text);
    const { root, components } = readSbom(text);
    expect(root).toEqual(components[0]);
    expect(components.map(({ purl, licence }) => [purl, licence])).toEqual([
      ['pkg:npm/%40acme/orders@1.2.0', 'Apache-2.0'],
      ['pkg:npm/left-pad@1.3.0', 'see LICENSE'],
      ['pkg:npm/right-pad@1.0.0', undefined],
    ]);
    expect(JSON.parse(text).metadata.component.hashes).toEqual([
      { alg: 'SHA-512', content: '01'.repeat(64) },
    ]);
  });
});
