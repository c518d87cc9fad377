import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How packages are fetched from this machine. */
export interface NpmSettings {
  /** Hosts that have packages: one, or one for each scope. */
  readonly registries: readonly URL[];
  /** Lines of an `.npmrc`, with credentials. */
  readonly lines: readonly string[];
  /** Certificates that vouch for the registries, PEM. */
  readonly certificates?: string;
}

/**
 * What npm itself is told on this machine: registry, certificates and credentials are the operator's business and stand in
 * npm's own files.
 *
 * @throws Error with a text for people.
 */
export async function readNpmSettings(options: {
  /** npm's folder; absent: there is none on this machine, and so nothing it is told. */
  npm?: string;
  registry?: string;
  /** Where the driver's settings are, for people. */
  at: string;
}): Promise<NpmSettings> {
  const all = options.npm === undefined ? {} : await askNpm(options.npm);
  const text = (name: string) =>
    typeof all[name] === 'string' ? (all[name] as string) : undefined;
  const registry = options.registry ?? text('registry');
  if (!registry) {
    throw new Error(
      `Nothing on this machine says which registry packages come from: set ${options.at}.packages.npmRegistry, or install npm.`,
    );
  }
  const scopes = Object.keys(all).filter(name =>
    /^@[^:]+:registry$/.test(name),
  );
  const addresses = new Map([
    ['registry', registry],
    ...scopes.map(name => [name, text(name) ?? registry] as const),
  ]);
  const registries = [...addresses.values()].map(address => new URL(address));
  const files = [text('userconfig'), text('globalconfig')];
  // What Node is told to trust beside its own list holds for what it starts.
  const certificates = [text('cafile'), process.env.NODE_EXTRA_CA_CERTS]
    .flatMap(file =>
      file && existsSync(file) ? readFileSync(file, 'utf8') : [],
    )
    .join('\n');
  return {
    registries,
    lines: [
      ...[...addresses].map(([name, address]) => `${name}=${address}`),
      ...files.flatMap(file => (file ? credentials(file, registries) : [])),
    ],
    ...(certificates && { certificates }),
  };
}

async function askNpm(npm: string): Promise<Record<string, unknown>> {
  const { stdout } = await run(
    process.execPath,
    [join(npm, 'bin', 'npm-cli.js'), 'config', 'list', '--json'],
    { maxBuffer: 4 * 1024 * 1024 },
  );
  return JSON.parse(stdout);
}

/** Lines such as `//host/:_authToken=…`, of the registries alone. */
function credentials(file: string, registries: URL[]): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .map(line => line.trim())
    .filter(line =>
      registries.some(({ host }) => line.startsWith(`//${host}/`)),
    )
    .map(line =>
      line.replace(/\$\{([^}]+)\}/g, (_, name) => process.env[name] ?? ''),
    );
}
