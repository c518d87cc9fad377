import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@backstage/errors';
import type { Signer } from '../settings/GitOpsSettings';
import { runGpg } from './runGpg';

/** A signature as Git tells of it: `%G?`, the fingerprint of the key, of its primary key, and the signer's name. */
export interface SignatureNote {
  readonly verdict: string;
  readonly fingerprint: string;
  readonly primary: string;
  readonly principal: string;
}

/** The keys whose signatures count, where Git finds them. */
export class SignerKeys {
  /** Writes the keys into a folder of their own. */
  static async create(options: {
    signers: readonly Signer[];
    directory: string;
    signal: AbortSignal;
  }): Promise<SignerKeys> {
    const { signers, directory, signal } = options;
    const byFingerprint = new Map<string, Signer>();
    const lines: string[] = [];
    for (const [index, signer] of signers.entries()) {
      if (signer.sshKey === undefined) continue;
      const [type, blob] = signer.sshKey.split(' ');
      const hash = createHash('sha256').update(Buffer.from(blob, 'base64'));
      byFingerprint.set(
        `SHA256:${hash.digest('base64').replace(/=+$/, '')}`,
        signer,
      );
      lines.push(`signer-${index} namespaces="git" ${type} ${blob}`);
    }
    const allowedSigners = join(directory, 'allowed-signers');
    await writeFile(allowedSigners, `${lines.join('\n')}\n`, { mode: 0o600 });
    const home = join(directory, 'gnupg');
    await mkdir(home, { recursive: true, mode: 0o700 });
    for (const signer of signers) {
      if (signer.pgpKey === undefined) continue;
      for (const fingerprint of await runGpg(signer.pgpKey, { home, signal })) {
        byFingerprint.set(fingerprint, signer);
      }
    }
    if (byFingerprint.size < signers.length) {
      throw new InputError('Two signers have the same key');
    }
    return new SignerKeys(byFingerprint, { allowedSigners, home });
  }

  readonly #byFingerprint: ReadonlyMap<string, Signer>;
  readonly #files: { allowedSigners: string; home: string };

  private constructor(
    byFingerprint: ReadonlyMap<string, Signer>,
    files: { allowedSigners: string; home: string },
  ) {
    this.#byFingerprint = byFingerprint;
    this.#files = files;
  }

  /** What Git has to be told to verify by these keys and no others. */
  get settings(): readonly (readonly [string, string])[] {
    return [['gpg.ssh.allowedSignersFile', this.#files.allowedSigners]];
  }

  get environment(): Readonly<Record<string, string>> {
    return { GNUPGHOME: this.#files.home };
  }

  /** Who signed, if it is one of them and the signature is good. */
  find(note: SignatureNote): Signer | undefined {
    const { verdict, fingerprint, primary, principal } = note;
    const signer =
      this.#byFingerprint.get(fingerprint) ?? this.#byFingerprint.get(primary);
    if (!signer) return undefined;
    // Of OpenPGP keys nobody here says how far they are trusted: that they are in this list is what counts.
    if (signer.pgpKey !== undefined) {
      return verdict === 'G' || verdict === 'U' ? signer : undefined;
    }
    return verdict === 'G' && principal !== '' ? signer : undefined;
  }
}
