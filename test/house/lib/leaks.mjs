// What must not be committed: addresses of a private registry, paths of one machine, secrets.
const REGISTRY_FILES =
  /(?:^|\/)(?:package\.json|yarn\.lock|package-lock\.json|\.yarnrc\.yml|\.npmrc)$/;

/** Addresses that packages are fetched from belong to the machine, not to the lockfile. */
export function registryAddresses({ path, text }) {
  if (!REGISTRY_FILES.test(path)) return [];
  const keys =
    /npmRegistryServer|npmScopes|^registry\s*=|"resolved"|__archiveUrl|_authToken|npmAuthToken/gm;
  const urls = /https?:\/\/[^\s"']*\.tgz/g;
  return [...text.matchAll(keys), ...text.matchAll(urls)].map(
    ([what]) => `${path} names a registry: ${what}`,
  );
}

const MACHINE_PATHS = [
  /(?<![\w.:/-])\/(?:work|root)\/[\w.-]+/g,
  /(?<![\w.:/-])\/home\/(?!node\b|user\b|alice\b|bob\b)[\w.-]+\//g,
  /(?<![\w.:/-])\/Users\/[\w.-]+\//g,
  /\b[A-Z]:\\Users\\/g,
];

/** Paths that exist on one machine only. */
export const machinePaths = ({ path, text }) =>
  MACHINE_PATHS.flatMap(pattern =>
    [...text.matchAll(pattern)].map(
      ([what]) => `${path} has a path of one machine: ${what}`,
    ),
  );

const SECRETS = [
  /-----BEGIN (?:RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY-----/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{36}\b/g,
  /\bgithub_pat_[A-Za-z0-9_]{40,}/g,
  /\bxox[abprs]-[A-Za-z0-9-]{20,}/g,
  /\bnpm_[A-Za-z0-9]{36}\b/g,
  /\bsallyport_(?:pat|rt)_[0-9A-Za-z]{49}\b/g,
  /\bAIza[0-9A-Za-z_-]{35}\b/g,
  /\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}/g,
];

/** Values that look like a credential that works. */
export const secrets = ({ path, text }) =>
  SECRETS.flatMap(pattern =>
    [...text.matchAll(pattern)].map(
      ([what]) => `${path} has what looks like a secret: ${what.slice(0, 12)}…`,
    ),
  );
