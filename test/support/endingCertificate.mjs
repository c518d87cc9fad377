// A TLS certificate for this machine that ends soon, whom the stack's portal trusts: 22-certificates.spec.ts serves it.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import selfsigned from 'selfsigned';

/** How many days it holds. */
const DAYS = 10;

/** @returns the folder with `cert.pem` and `key.pem`, for as long as the stack's state is there */
export async function makeEndingCertificate(stateDir) {
  const directory = join(stateDir, 'tls');
  await mkdir(directory, { mode: 0o700 });
  const { cert, private: key } = selfsigned.generate(
    [{ name: 'commonName', value: 'localhost' }],
    {
      ...{ days: DAYS, keySize: 2048, algorithm: 'sha256' },
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
      ],
    },
  );
  await writeFile(join(directory, 'cert.pem'), cert);
  await writeFile(join(directory, 'key.pem'), key, { mode: 0o600 });
  return directory;
}
