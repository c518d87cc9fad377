import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signIn } from '../../../scripts/lib/signIn.mjs';

const DAY = 86_400_000;
const SECTIONS = [
  ...['access', 'approvals', 'reviews'],
  ...['exceptions', 'emergencies', 'stops'],
];

/** Takes every export that the portal offers, as Carol, who may read all calls: what people carry away is looked through, too. */
export async function saveExports({ urls, folder }) {
  const { token } = await signIn('carol', {
    portalUrl: urls.portal,
    identityUrl: urls.identity,
  });
  const time = new URLSearchParams({
    from: new Date(Date.now() - 2 * DAY).toISOString(),
    to: new Date(Date.now() + DAY).toISOString(),
  });
  const report = '/mcp-registry/reports/compliance';
  const exports = {
    ...Object.fromEntries(
      ['ndjson', 'csv', 'ocsf'].map(format => [
        `calls.${format}`,
        `/mcp-gateway/calls/export?role=all&format=${format}`,
      ]),
    ),
    'compliance.json': `${report}?${time}`,
    'compliance.pdf': `${report}/pdf?${time}`,
    ...Object.fromEntries(
      SECTIONS.map(section => [
        `${section}.csv`,
        `${report}/${section}/csv?${time}`,
      ]),
    ),
  };
  await mkdir(folder, { recursive: true });
  for (const [name, path] of Object.entries(exports)) {
    const response = await fetch(`${urls.portal}/api${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!response.ok)
      throw new Error(`${path} answers ${response.status}: no export to scan`);
    const bytes = Buffer.from(await response.arrayBuffer());
    await writeFile(join(folder, name), bytes);
  }
}
