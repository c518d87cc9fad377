import { InputError } from '@backstage/errors';
import type {
  PypiMetadata,
  PypiRegistry,
  PypiRelease,
} from '../registries/PypiRegistry';
import { repositoryAddress } from '../sigstore/repositoryAddress';
import { findPinnedFiles } from '../subject/findPinnedFiles';
import type { Pin } from '../subject/readPin';
import type { Package } from '../types';
import { isLicenceIdentifier } from './judgeLicence';
import type { OriginFacts } from './OriginFacts';
import { LICENCES_OF_CLASSIFIERS } from './licencesOfClassifiers';

/** Labels of addresses that mean the source (packaging.python.org, "Well-known labels"), and some that are as usual. */
const SOURCE_LABELS = ['source', 'sourcecode', 'repository', 'github', 'code'];
const CODE_HOST =
  /^https?:\/\/(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\/[^/]+\/[^/]+/i;
/** What stands in the README for registries of MCP servers. */
const MCP_NAME = /mcp-name:[ \t]*([A-Za-z0-9._/-]{1,300})/;

/**
 * Asks an index of Python packages where a package comes from.
 *
 * @throws InputError where it lists the package and says nothing of it; RegistryUnreachable
 */
export async function findPypiFacts(options: {
  package: Package;
  pin: Pin | undefined;
  registry: PypiRegistry;
  signal: AbortSignal;
}): Promise<OriginFacts> {
  const { package: wanted, pin, registry, signal } = options;
  const { identifier, version } = wanted;
  const release = await registry.findRelease(identifier, version, signal);
  const facts = { registry: registry.host, ...ofProject(release) };
  if (!release || release.files.length === 0) {
    return { ...facts, exists: false };
  }
  const metadata = await registry.findMetadata(identifier, version, signal);
  if (!metadata) {
    throw new InputError(
      `${registry.host} has ${identifier} ${version} and says nothing of it: its JSON API is not there (mcpRegistry.trust.pypi.url).`,
    );
  }
  const { files } = (pin && findPinnedFiles(release.files, pin)) ?? release;
  const dates = files.map(({ uploadedAt }) => uploadedAt);
  const yanked = files.find(file => file.yanked !== undefined)?.yanked;
  const repository = repositoryOf(metadata);
  return {
    ...facts,
    exists: true,
    licence: licenceOf(metadata),
    ...(repository !== undefined && { repository }),
    mcpName: mcpNameOf(metadata.info.description ?? ''),
    // As young as the youngest of what can run.
    publishedAt: dates.includes(undefined) ? undefined : dates.sort().at(-1),
    newestAt: release.newestAt,
    maintainers: metadata.ownership?.roles?.length,
    ...(yanked !== undefined && { yanked }),
  };
}

function ofProject(
  release: PypiRelease | undefined,
): Pick<OriginFacts, 'deprecated' | 'quarantined'> {
  const { status, statusReason } = release ?? {};
  const why = statusReason ?? 'without a reason';
  if (status === 'quarantined') return { quarantined: why };
  const isOver = status === 'archived' || status === 'deprecated';
  return isOver ? { deprecated: `${status}: ${why}` } : {};
}

function licenceOf({ info }: PypiMetadata): string | undefined {
  const { license_expression: expression, license, classifiers } = info;
  if (expression?.trim()) return expression;
  if (license && license.length < 100 && isLicenceIdentifier(license.trim())) {
    return license.trim();
  }
  const named = (classifiers ?? []).filter(one => one.startsWith('License ::'));
  const [only] = named;
  const known = named.length === 1 && LICENCES_OF_CLASSIFIERS.get(only);
  return known || license?.trim().slice(0, 100) || only;
}

function repositoryOf({ info }: PypiMetadata): string | undefined {
  const { project_urls: urls, home_page: home } = info;
  const labelled = Object.entries(urls ?? {}).map(([label, url]) => ({
    label: label.toLowerCase().replace(/[^a-z]/g, ''),
    url,
  }));
  const said = SOURCE_LABELS.flatMap(label =>
    labelled.filter(one => one.label === label).map(({ url }) => url),
  );
  const pages = [
    ...labelled.filter(({ label }) => label === 'homepage').map(one => one.url),
    ...(home ? [home] : []),
  ];
  const found = [...said, ...pages.filter(url => CODE_HOST.test(url))].find(
    url => repositoryAddress(url) !== undefined,
  );
  // A page within a repository says which one it is.
  return found?.replace(/\/(?:-\/.*|(?:tree|blob|issues|wiki)(?:\/.*)?)$/, '');
}

function mcpNameOf(readme: string): string | undefined {
  // A comment's end stands behind it without a space.
  return MCP_NAME.exec(readme)?.[1].replace(/-+$/, '');
}
