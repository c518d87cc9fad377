import { readImageName } from '../../trust/subject/readImageName';
import { readPin } from '../../trust/subject/readPin';
import type { ScanRequest } from '../ScannerCheck';
import { ScannerFailed } from '../ScannerFailed';
import type { ScannerMetadata } from './harborSchema';

/** A definition as a scanner is handed it that knows more than images. */
export const REVISION_MIME =
  'application/vnd.sallyport.mcp-revision+json; version=1.0';
const IMAGES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
/** The best first. */
const REPORTS = [
  'application/sarif+json; version=2.1.0',
  'application/sarif+json',
  'application/vnd.security.vulnerability.report; version=1.1',
  'application/vnd.security.vulnerability.report; version=1.0',
  'application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0',
];

/** What a scanner is asked, and in which form it answers. */
export interface AdapterRequest {
  readonly body: object;
  /** Of what is looked at, as the report has to name it. */
  readonly digest: string;
  readonly reportMime: string;
}

/**
 * What to ask a scanner about a revision: a definition where it takes one, else an image by its digest.
 *
 * @returns `undefined` where it takes nothing of this kind.
 * @throws ScannerFailed where the image is not pinned.
 */
export function requestOf(
  { subject, kind, sbom }: ScanRequest,
  { capabilities }: ScannerMetadata,
): AdapterRequest | undefined {
  const { snapshot, digest, toolSurface } = subject;
  const whole = capabilityFor(capabilities, [REVISION_MIME]);
  if (whole) {
    return {
      digest,
      reportMime: whole.report,
      body: {
        artifact: { mime_type: REVISION_MIME, digest },
        definition: { ...snapshot, toolSurface },
        ...(sbom !== undefined && { sbom: JSON.parse(sbom) }),
      },
    };
  }
  const { package: wanted } = snapshot;
  const image = capabilityFor(capabilities, IMAGES);
  if (!image || !wanted || kind !== 'oci') return undefined;
  const pin = readPin(snapshot);
  const name = readImageName({ ...wanted, integrity: pin?.digest });
  const [pinned, ...others] = name.digests;
  if (!pinned || others.length > 0) {
    throw new ScannerFailed('The image is not pinned by one digest.', {
      isTransient: false,
    });
  }
  return {
    digest: pinned,
    reportMime: image.report,
    body: {
      // Without credentials: what the scanner may pull is between it and the registry.
      registry: { url: `https://${name.host}` },
      artifact: {
        repository: name.path,
        ...{ digest: pinned, mime_type: image.consumed },
        ...(name.tag && { tag: name.tag }),
      },
    },
  };
}

function capabilityFor(
  capabilities: ScannerMetadata['capabilities'],
  wanted: readonly string[],
): { consumed: string; report: string } | undefined {
  for (const { consumes_mime_types: takes, ...rest } of capabilities) {
    const consumed = wanted.find(it => takes.some(one => isSame(one, it)));
    const report = REPORTS.find(it =>
      rest.produces_mime_types.some(one => isSame(one, it)),
    );
    if (consumed && report) return { consumed, report };
  }
  return undefined;
}

/** Without regard to spaces and letters’ case. */
export function isSame(one: string, other: string): boolean {
  const plain = (text: string) => text.replace(/\s+/g, '').toLowerCase();
  return plain(one) === plain(other);
}
