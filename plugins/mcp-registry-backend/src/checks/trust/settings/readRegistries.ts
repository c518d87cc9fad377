import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { TrustSettings } from './TrustSettings';

/** Reads which registries may be asked. */
export function readRegistries(
  trust: Config | undefined,
): Pick<TrustSettings, 'npm' | 'pypi' | 'images'> {
  const npm = trust?.getOptionalConfig('npm');
  const token = npm?.getOptionalString('token');
  const pypi = trust?.getOptionalConfig('pypi');
  const images = trust?.getOptionalConfigArray('images') ?? [];
  const hosts = new Set<string>();
  return {
    ...(npm && {
      npm: {
        url: readUrl(npm.getString('url'), 'npm.url'),
        ...(token && { token }),
      },
    }),
    ...(pypi && { pypi: readPypi(pypi) }),
    images: images.map(one => {
      const host = one.getString('host').toLowerCase();
      if (hosts.has(host)) {
        throw new InputError(
          `The configuration mcpRegistry.trust.images names ${host} twice`,
        );
      }
      hosts.add(host);
      const url = one.getOptionalString('url') ?? usualUrl(host);
      const username = one.getOptionalString('username');
      const password = one.getOptionalString('password');
      return {
        host,
        url: readUrl(url, 'images.url'),
        ...(username && { username }),
        ...(password && { password }),
        alsoAsks: (one.getOptionalStringArray('alsoAsks') ?? []).map(
          text => readUrl(text, 'images.alsoAsks').origin,
        ),
      };
    }),
  };
}

function readPypi(pypi: Config): TrustSettings['pypi'] {
  const url = readUrl(pypi.getString('url'), 'pypi.url');
  const base = url.href.endsWith('/') ? url.href : `${url.href}/`;
  const simple = pypi.getOptionalString('simple') ?? `${base}simple/`;
  const username = pypi.getOptionalString('username');
  const password = pypi.getOptionalString('password');
  return {
    url,
    simple: readUrl(
      simple.endsWith('/') ? simple : `${simple}/`,
      'pypi.simple',
    ),
    ...(username && { username }),
    ...(password && { password }),
  };
}

function readUrl(text: string, key: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (!url || !isWeb || url.username || url.password || url.search) {
    throw new InputError(
      `The configuration mcpRegistry.trust.${key} must be an address (https://…) without name, password and query, but is “${text}”`,
    );
  }
  return url;
}

/** Of Docker Hub images have another name than its API. */
function usualUrl(host: string): string {
  return host === 'docker.io'
    ? 'https://registry-1.docker.io'
    : `https://${host}`;
}
