import { createHash, createPublicKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toTrustMaterial } from '@sigstore/verify';
import type {
  ExpectedIdentity,
  ManagedKey,
  TrustRoot,
} from '../sigstore/types';
import type { SignerRule, TrustSettings } from './TrustSettings';

const AT = 'mcpRegistry.trust';
const MAX_ROOT_BYTES = 4 * 1024 * 1024;
const EXPECTATIONS = [
  'issuer',
  'signer',
  'sourceRepository',
  'sourceRef',
  'workflow',
  'builder',
  'runnerEnvironment',
] as const satisfies readonly (keyof ExpectedIdentity)[];

/** Reads whom signatures are believed. `digest` changes with any of it, also with the files' contents. */
export function readSigners(
  trust: Config | undefined,
): Pick<TrustSettings, 'signers' | 'trustRoot'> & { digest: string } {
  const hash = createHash('sha256');
  const roots = new Map<string, TrustRoot>();
  for (const one of trust?.getOptionalConfigArray('roots') ?? []) {
    const name = unique(one, roots, 'roots');
    const json = readFile(one.getString('file'), `roots.${name}`);
    hash.update(name).update(json);
    roots.set(name, { name, root: readRoot(json, name) });
  }
  const keys = new Map<string, ManagedKey>();
  for (const one of trust?.getOptionalConfigArray('keys') ?? []) {
    const name = unique(one, keys, 'keys');
    const pem = one.getString('publicKey');
    hash.update(name).update(pem);
    keys.set(name, { name, key: readKey(pem, name) });
  }
  const signers = (trust?.getOptionalConfigArray('signers') ?? []).map(
    (one, index) => readRule(one, index, roots, keys),
  );
  hash.update(JSON.stringify(trust?.getOptional('signers') ?? []));
  const usual = trust?.getOptionalString('defaultRoot');
  return {
    signers,
    ...(usual !== undefined && {
      trustRoot: named(usual, roots, 'defaultRoot'),
    }),
    digest: hash.update(usual ?? '').digest('hex'),
  };
}

function readRule(
  rule: Config,
  index: number,
  roots: ReadonlyMap<string, TrustRoot>,
  keys: ReadonlyMap<string, ManagedKey>,
): SignerRule {
  const at = `signers[${index}]`;
  const packages = rule.getStringArray('packages');
  const wrong = packages.find(
    one => !/^(?:npm|pypi|oci):(?:[^*]+\*?|\*)$/.test(one),
  );
  if (packages.length === 0 || wrong !== undefined) {
    throw new InputError(
      `The configuration ${AT}.${at}.packages must name packages as npm:@acme/*, pypi:acme-orders or oci:ghcr.io/acme/orders`,
    );
  }
  const expected: ExpectedIdentity = Object.fromEntries(
    EXPECTATIONS.flatMap(what => {
      const value = rule.getOptionalString(what);
      return value === undefined ? [] : [[what, value]];
    }),
  );
  const root = rule.getOptionalString('root');
  const keyNames = rule.getOptionalStringArray('keys') ?? [];
  if (root === undefined && keyNames.length === 0) {
    throw new InputError(
      `The configuration ${AT}.${at} needs a root or keys: else nobody is believed`,
    );
  }
  // A root vouches for everybody that it gives certificates to, which may be the whole world.
  const names = [expected.sourceRepository, expected.signer];
  if (root !== undefined && !names.some(one => one && !/^\*+$/.test(one))) {
    throw new InputError(
      `The configuration ${AT}.${at} needs sourceRepository or signer: a certificate alone can be anybody’s`,
    );
  }
  return {
    packages,
    ...(root !== undefined && { trustRoot: named(root, roots, `${at}.root`) }),
    keys: keyNames.map(name => named(name, keys, `${at}.keys`)),
    expected,
    isRequired: rule.getOptionalBoolean('required') ?? false,
  };
}

function unique(
  one: Config,
  known: ReadonlyMap<string, unknown>,
  key: string,
): string {
  const name = one.getString('name');
  if (known.has(name)) {
    throw new InputError(`The configuration ${AT}.${key} names ${name} twice`);
  }
  return name;
}

function named<T>(name: string, known: ReadonlyMap<string, T>, key: string): T {
  const found = known.get(name);
  if (found === undefined) {
    throw new InputError(
      `The configuration ${AT}.${key} names ${name}, which is not configured`,
    );
  }
  return found;
}

function readFile(path: string, key: string): string {
  try {
    if (statSync(path).size > MAX_ROOT_BYTES) throw new Error('too large');
    return readFileSync(path, 'utf8');
  } catch {
    throw new InputError(
      `The file of ${AT}.${key} cannot be read, or is larger than ${MAX_ROOT_BYTES} bytes`,
    );
  }
}

/** A root has to have somebody who vouches for times: certificates are valid for minutes. */
function readRoot(json: string, name: string): TrustedRoot {
  try {
    const root = TrustedRoot.fromJSON(JSON.parse(json));
    toTrustMaterial(root);
    const hasTime =
      root.tlogs.length > 0 || root.timestampAuthorities.length > 0;
    if (root.certificateAuthorities.length > 0 && hasTime) return root;
  } catch {
    // It is said below.
  }
  throw new InputError(
    `The file of ${AT}.roots.${name} is no trusted root of Sigstore with an authority and a log or a time-stamping authority`,
  );
}

function readKey(pem: string, name: string): ManagedKey['key'] {
  try {
    // Node takes a private key for the public one in it. It has no business here.
    if (!pem.includes('PRIVATE')) return createPublicKey(pem);
  } catch {
    // It is said below.
  }
  throw new InputError(
    `The configuration ${AT}.keys.${name}.publicKey is no public key in PEM`,
  );
}
