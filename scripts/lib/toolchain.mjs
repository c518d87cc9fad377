// Node and Yarn of the right versions: those of this machine where they fit, else (on Linux) from the npm registry into
// .toolchain/, at exact versions with integrity. Nothing outside the repository is changed.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fingerprint, stamp } from './fingerprint.mjs';
import { defaultStateDir, root } from './paths.mjs';
import { PlainError } from './PlainError.mjs';
import { step } from './progress.mjs';
import { outputOf, run } from './run.mjs';

const folder = join(root, '.toolchain');
const bin = join(folder, 'node_modules', '.bin');
const recipe = join(root, 'scripts', 'toolchain');
const log = name => join(defaultStateDir, 'logs', `${name}.log`);

/** 22.19 and later of 22, and 24: what Backstage supports. */
export function nodeFits(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return (major === 22 && minor >= 19) || major === 24;
}

const yarnFits = version => /^4\./.test(version ?? '');

const readJson = path => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

/** Whether .toolchain/ holds what the recipe's lock says. */
function isInstalled() {
  const locked = readJson(join(recipe, 'package-lock.json')).packages;
  return ['@yarnpkg/cli-dist', `node-linux-${process.arch}`].every(name => {
    const path = `node_modules/${name}`;
    const found = readJson(join(folder, path, 'package.json'));
    return locked[path] && found?.version === locked[path].version;
  });
}

async function installToolchain() {
  if (isInstalled()) return;
  if (!['x64', 'arm64'].includes(process.arch)) {
    throw new PlainError(
      `There is no ready-made Node for ${process.arch}. Install Node 24 and Yarn 4 (npm install --global @yarnpkg/cli-dist), then start again.`,
    );
  }
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) {
    copyFileSync(join(recipe, name), join(folder, name));
  }
  const env = { ...process.env };
  // `npm start` tells its children where the project is; this one is another project.
  delete env.npm_config_local_prefix;
  delete env.npm_config_omit;
  await step('Fetching Node 24 and Yarn 4 into .toolchain/', () =>
    run(
      [
        'npm',
        'ci',
        '--ignore-scripts',
        '--include=optional',
        '--no-audit',
        '--no-fund',
      ],
      {
        cwd: folder,
        env,
        log: log('toolchain'),
        what: 'Fetching Node and Yarn',
      },
    ),
  );
}

let found;

async function findToolchain() {
  const yarn = await outputOf(['yarn', '--version'], {
    env: { ...process.env, COREPACK_ENABLE_DOWNLOAD_PROMPT: '0' },
  });
  if (nodeFits(process.versions.node) && yarnFits(yarn))
    return { node: process.execPath };
  if (process.platform !== 'linux') {
    throw new PlainError(
      `Sallyport needs Node 22.19+ or 24 (here: ${
        process.versions.node
      }) and Yarn 4 (here: ${
        yarn ?? 'none'
      }). Install Node 24 from https://nodejs.org and Yarn with "npm install --global @yarnpkg/cli-dist", then start again.`,
    );
  }
  await installToolchain();
  process.env.PATH = `${bin}${delimiter}${process.env.PATH}`;
  const node = nodeFits(process.versions.node)
    ? process.execPath
    : join(bin, 'node');
  const version = await outputOf([node, '--version']);
  if (!version) {
    throw new PlainError(
      `The Node that was fetched does not run on this Linux (it needs glibc). Install Node 24 and Yarn 4, then start again.`,
    );
  }
  return { node };
}

/**
 * Sees to it that a fitting Node and Yarn are first in this process' PATH.
 * @returns {Promise<{node: string}>} the Node to use
 */
export function ensureToolchain() {
  found ??= findToolchain();
  return found;
}

/** What npm is told about the registry holds for Yarn too: private mirrors, their certificate, a proxy. */
async function yarnSettings() {
  const text = await outputOf(['npm', 'config', 'list', '--json']);
  const npm = text ? JSON.parse(text) : {};
  const registry = npm.registry ? new URL(npm.registry) : undefined;
  const settings = {
    YARN_NPM_REGISTRY_SERVER: registry?.href.replace(/\/$/, ''),
    YARN_UNSAFE_HTTP_WHITELIST:
      registry?.protocol === 'http:' ? registry.hostname : undefined,
    YARN_HTTPS_CA_FILE_PATH: npm.cafile || undefined,
    YARN_HTTP_PROXY: npm.proxy || undefined,
    YARN_HTTPS_PROXY: npm['https-proxy'] || undefined,
  };
  return Object.fromEntries(
    Object.entries(settings).filter(
      ([name, value]) => value && !process.env[name],
    ),
  );
}

const workspaces = () =>
  ['packages', 'plugins', 'examples'].flatMap(parent =>
    readdirSync(join(root, parent)).map(
      name => `${parent}/${name}/package.json`,
    ),
  );

/** Installs the dependencies when the lockfile or a package.json changed since they were last installed. */
export async function install({ quiet = false } = {}) {
  await ensureToolchain();
  const inputs = ['package.json', 'yarn.lock', '.yarnrc.yml', ...workspaces()];
  const now = fingerprint(root, inputs, [process.platform, process.arch]);
  const last = stamp(join(root, 'node_modules', '.sallyport-install'));
  if (last.matches(now)) return;
  const first = !existsSync(join(root, 'node_modules'));
  await step(
    `Installing the dependencies${first ? ' (a few minutes at first)' : ''}`,
    async () =>
      run(['yarn', 'install', '--immutable'], {
        cwd: root,
        env: { ...process.env, ...(await yarnSettings()), CI: '1' },
        log: log('install'),
        what: 'Installing the dependencies',
      }),
    { quiet },
  );
  last.set(now);
}
