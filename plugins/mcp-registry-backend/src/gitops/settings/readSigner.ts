import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { Signer } from './GitOpsSettings';

const SSH_KEY =
  /^(?:ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com|ssh-rsa) [A-Za-z0-9+/]{40,2000}={0,3}(?: [^\n]*)?$/;
const PGP_KEY =
  /^-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]{100,100000}-----END PGP PUBLIC KEY BLOCK-----$/;

/** Reads whose signature counts. */
export function readSigner(config: Config, at: string): Signer {
  const fail = (text: string): never => {
    throw new InputError(`The configuration mcpRegistry.gitOps.${at}${text}`);
  };
  const user = config.getOptionalString('user');
  const sshKey = config.getOptionalString('sshKey')?.trim();
  const pgpKey = config.getOptionalString('pgpKey')?.trim();
  if ((sshKey === undefined) === (pgpKey === undefined)) {
    fail(': name one of sshKey and pgpKey');
  }
  if (sshKey !== undefined && !SSH_KEY.test(sshKey)) {
    fail('.sshKey: not a public key as ssh-keygen writes it');
  }
  if (pgpKey !== undefined && !PGP_KEY.test(pgpKey)) {
    fail('.pgpKey: not an armored public key');
  }
  const ref =
    user === undefined
      ? undefined
      : stringifyEntityRef(
          parseEntityRef(user, {
            defaultKind: 'user',
            defaultNamespace: 'default',
          }),
        );
  const name =
    config.getOptionalString('name') ?? ref ?? fail('.name: missing');
  return { name, user: ref, sshKey, pgpKey };
}
