import { z } from 'zod';

const MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

const attestationSchema = z.object({
  version: z.literal(1),
  verification_material: z.object({
    certificate: z.string(),
    transparency_entries: z.array(z.unknown()).min(1).max(5),
  }),
  envelope: z.object({ statement: z.string(), signature: z.string() }),
});

/**
 * An attestation of PyPI (PEP 740) as the Sigstore bundle that it was made from. `undefined` for what is none: it is refused as any bundle that
 * cannot be read, and does not keep others from being looked at.
 */
export function toBundle(attestation: unknown): unknown {
  const parsed = attestationSchema.safeParse(attestation).data;
  if (!parsed) return undefined;
  const { verification_material: material, envelope } = parsed;
  return {
    mediaType: MEDIA_TYPE,
    verificationMaterial: {
      certificate: { rawBytes: material.certificate },
      tlogEntries: material.transparency_entries,
    },
    dsseEnvelope: {
      payload: envelope.statement,
      payloadType: PAYLOAD_TYPE,
      signatures: [{ sig: envelope.signature, keyid: '' }],
    },
  };
}
