import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { isLoopbackUrl } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { RISK_TIERS } from '@sallyport/backstage-plugin-mcp-registry-common';
import {
  type GitHostSettings,
  type GitOpsSettings,
  type GitSourceSettings,
  type MergeDecides,
  NO_GITOPS,
} from './GitOpsSettings';
import { readSigner } from './readSigner';

const BRANCH = /^(?!-)(?!.*(?:\.\.|@\{|\/\/|\.lock$))[\w./-]{1,200}$/;
const FOLDER = /^(?:[\w.@ -]+(?:\/[\w.@ -]+)*)?$/;

/** Reads `mcpRegistry.gitOps`. What is unclear there keeps the portal from starting: nothing is imported by half a rule. */
export function readGitOpsSettings(root: Config): GitOpsSettings {
  const config = root.getOptionalConfig('mcpRegistry.gitOps');
  if (!config) return NO_GITOPS;
  const sources = (config.getOptionalConfigArray('sources') ?? []).map(
    readSource,
  );
  const ids = sources.map(({ id }) => id);
  demand(new Set(ids).size === ids.length, 'sources: an id is there twice');
  const seconds = config.getOptionalNumber('seconds') ?? NO_GITOPS.seconds;
  demand(seconds >= 5 && seconds <= 86_400, 'seconds: 5 to 86400');
  return {
    ...{ sources, seconds, owners: readOwners(config, 'owners') },
    mergeDecides: readMergeDecides(config),
    allowsPortal:
      config.getOptionalBoolean('allowPortalRegistration') ??
      sources.length === 0,
  };
}

function readSource(config: Config): GitSourceSettings {
  const id = config.getString('id');
  demand(/^[a-z0-9][a-z0-9-]{0,39}$/.test(id), `sources: “${id}” is no id`);
  const at = `sources.${id}`;
  const url = readUrl(config.getString('url'), `${at}.url`);
  const branch = config.getOptionalString('branch') ?? 'main';
  demand(BRANCH.test(branch), `${at}.branch: not a branch`);
  const path = (config.getOptionalString('path') ?? '').replace(
    /^\/+|\/+$/g,
    '',
  );
  const isInside = path.split('/').every(part => part !== '..' && part !== '.');
  demand(FOLDER.test(path) && isInside, `${at}.path: not a folder inside`);
  const signers = (config.getOptionalConfigArray('signers') ?? []).map(
    (signer, index) => readSigner(signer, `${at}.signers[${index}]`),
  );
  demand(signers.length > 0, `${at}.signers: name whose signatures count`);
  const github = readHost(config, 'github', 'https://api.github.com');
  const gitlab = readHost(config, 'gitlab', 'https://gitlab.com/api/v4');
  return {
    ...{ id, url, branch, path, signers, github, gitlab },
    title: config.getOptionalString('title') ?? id,
    username: config.getOptionalString('username') ?? 'x-access-token',
    token: config.getOptionalString('token'),
    owners: readOwners(config, `${at}.owners`),
    mostBytes: readMostBytes(config, at),
    evidence: config.getOptionalStringArray('evidence') ?? [
      'signature',
      ...(github ? [`github:${id}`] : []),
      ...(gitlab ? [`gitlab:${id}`] : []),
    ],
  };
}

function readMostBytes(config: Config, at: string): number | undefined {
  const most = config.getOptionalNumber('maxMegabytes');
  demand(
    most === undefined || (most >= 1 && most <= 102_400),
    `${at}.maxMegabytes: 1 to 102400`,
  );
  return most === undefined ? undefined : most * 1024 * 1024;
}

function readOwners(config: Config, at: string): readonly string[] | undefined {
  const owners = config.getOptionalStringArray('owners');
  demand(owners?.length !== 0, `${at}: name somebody, or leave it out`);
  return owners?.map(owner => {
    try {
      return stringifyEntityRef(
        parseEntityRef(owner, {
          ...{ defaultKind: 'group', defaultNamespace: 'default' },
        }),
      );
    } catch {
      throw new InputError(
        `The configuration mcpRegistry.gitOps.${at}: “${owner}” is no entity ref`,
      );
    }
  });
}

function readHost(
  config: Config,
  key: 'github' | 'gitlab',
  usual: string,
): GitHostSettings | undefined {
  const host = config.getOptionalConfig(key);
  if (!host) return undefined;
  const apiUrl = host.getOptionalString('apiUrl') ?? usual;
  return {
    apiUrl: readUrl(apiUrl, `${key}.apiUrl`).replace(/\/+$/, ''),
    repository: host.getString('repository'),
    token: host.getOptionalString('token'),
  };
}

function readMergeDecides(config: Config): MergeDecides {
  const given = config.getOptionalConfig('mergeDecides');
  if (!given) return {};
  const unknown = given
    .keys()
    .find(key => !(RISK_TIERS as readonly string[]).includes(key));
  demand(!unknown, `mergeDecides.${unknown}: not a risk tier`);
  return Object.fromEntries(
    given.keys().map(tier => {
      const count = given.getNumber(tier);
      demand(
        Number.isInteger(count) && count >= 1 && count <= 10,
        `mergeDecides.${tier}: 1 to 10 reviewers`,
      );
      return [tier, count];
    }),
  );
}

/** A token goes there, and what comes from there is believed by its signature: https, or this machine. */
function readUrl(text: string, at: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  demand(
    url?.protocol === 'https:' ||
      (url?.protocol === 'http:' && isLoopbackUrl(text)),
    `${at}: has to be an https address`,
  );
  demand(
    !url?.username && !url?.password,
    `${at}: put user name and token apart, not into the address`,
  );
  return text;
}

function demand(isSo: boolean | undefined, text: string): asserts isSo {
  if (!isSo) {
    throw new InputError(`The configuration mcpRegistry.gitOps.${text}`);
  }
}
