import { createHash } from 'node:crypto';
import type { RevisionSnapshot } from '@sallyport/backstage-plugin-mcp-registry-common';
import { aSubject } from './fixtures';
import type { TestRegistry } from './startRegistry';

export const WHEEL = 'acme_orders-1.2.0-py3-none-any.whl';
export const SOURCE = 'acme_orders-1.2.0.tar.gz';
/** When it was pinned. */
const PINNED_AT = Date.parse('2026-11-01T00:00:00Z') / 1000;

export const hashOf = (filename: string) =>
  createHash('sha256').update(filename).digest('hex');

/** The pin that the sandbox's installer writes for these files. */
export function pinOf(...filenames: string[]): string {
  const lines = filenames.map(name => `--hash=sha256:${hashOf(name)}\n`);
  const digest = createHash('sha256')
    .update(lines.sort().join(''))
    .digest('base64');
  return `sha256-${digest}?tree=abc&at=${PINNED_AT}`;
}

/** A file as the Simple API lists it. */
export const aFile = (filename: string, more: object = {}) => ({
  filename,
  url: `https://files.example/${filename}`,
  hashes: { sha256: hashOf(filename) },
  'upload-time': '2026-10-01T00:00:00.000Z',
  ...more,
});

export const SIMPLE_PATH = '/simple/acme-orders/';
export const JSON_PATH = '/pypi/acme-orders/1.2.0/json';
export const provenancePath = (filename: string) =>
  `/integrity/acme-orders/1.2.0/${filename}/provenance`;

/** A revision that runs a package of PyPI, in another spelling of its name. */
export const aPypiSubject = (
  installed: string | undefined = pinOf(WHEEL, SOURCE),
  wanted: Partial<NonNullable<RevisionSnapshot['package']>> = {},
) =>
  aSubject({
    package: {
      ...{ registry: 'pypi', identifier: 'Acme_Orders', version: '1.2.0' },
      ...wanted,
    },
    installed: installed === undefined ? undefined : { integrity: installed },
  });

/** Has an index list a package; `info` changes what its publisher says of it, `page` what the index does. */
export function publishPypi(
  registry: TestRegistry,
  options: {
    files?: object[];
    page?: object;
    info?: object;
    roles?: number;
  } = {},
) {
  const { files = [aFile(WHEEL), aFile(SOURCE)], page, info } = options;
  registry.json(SIMPLE_PATH, {
    meta: { 'api-version': '1.4' },
    name: 'acme-orders',
    versions: ['1.1.0', '1.2.0'],
    files: [aFile('acme_orders-1.1.0-py3-none-any.whl'), ...files],
    ...page,
  });
  registry.json(JSON_PATH, {
    info: {
      name: 'acme_orders',
      version: '1.2.0',
      license: null,
      license_expression: 'Apache-2.0',
      classifiers: [],
      home_page: '',
      project_urls: { 'Source Code': 'https://github.com/acme/orders' },
      description: '# Orders\n<!-- mcp-name: io.github.acme/orders -->\n',
      ...info,
    },
    ownership: {
      organization: 'acme',
      roles: Array.from({ length: options.roles ?? 2 }, (_, at) => ({
        ...{ role: 'Owner', user: `user-${at}` },
      })),
    },
    urls: [],
  });
}
