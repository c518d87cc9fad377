import { existsSync, readFileSync } from 'node:fs';
import type { PypiOptions } from './PypiOptions';

/** The public index, and where its files are. */
const PUBLIC = {
  index: 'https://pypi.org/simple',
  files: 'files.pythonhosted.org',
};
/** Where Debian, and most others, keep whom they trust. */
const SYSTEM_CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** How packages of Python are fetched from this machine. */
export interface PypiSettings {
  /** With a name and a password in it, where it needs them. */
  readonly index: URL;
  /** The index itself, and where its files are. */
  readonly places: readonly { readonly host: string; readonly port: number }[];
  /** Certificates that vouch for them, PEM. */
  readonly certificates?: string;
}

/** What uv and pip are told on this machine by variables, where the configuration says nothing. */
export function readPypiSettings(
  options: Pick<PypiOptions, 'index' | 'fileHosts'>,
  env: NodeJS.ProcessEnv = process.env,
): PypiSettings {
  const told =
    options.index ??
    // It may have a name: `ours=https://…`.
    env.UV_DEFAULT_INDEX?.replace(/^[\w-]+=/, '') ??
    env.UV_INDEX_URL ??
    env.PIP_INDEX_URL ??
    PUBLIC.index;
  const index = URL.parse(told);
  if (!index || !/^https?:$/.test(index.protocol)) {
    throw new Error('The index of Python packages is not an http(s) address');
  }
  const usual = index.protocol === 'https:' ? 443 : 80;
  const isPublic = index.host === new URL(PUBLIC.index).host;
  const hosts = [...options.fileHosts, ...(isPublic ? [PUBLIC.files] : [])];
  const files = [
    env.SSL_CERT_FILE ?? SYSTEM_CERTIFICATES,
    env.PIP_CERT,
    env.NODE_EXTRA_CA_CERTS,
  ];
  const certificates = [...new Set(files)]
    .flatMap(file =>
      file && existsSync(file) ? readFileSync(file, 'utf8') : [],
    )
    .join('\n');
  return {
    index,
    places: [
      {
        host: index.hostname.replace(/^\[|\]$/g, ''),
        port: Number(index.port) || usual,
      },
      ...hosts.map(text => {
        const [host, port] = text.split(':');
        return { host, port: Number(port) || usual };
      }),
    ],
    ...(certificates && { certificates }),
  };
}
