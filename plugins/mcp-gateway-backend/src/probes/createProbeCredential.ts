import type { ServerCredential } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { asHeader } from '../credentials/asHeader';
import type { Assertions } from '../tokens/Assertions';

/** Whom a probe's assertion names in place of a person: no entity ref, so no system can take it for somebody. */
export const PROBE_SUBJECT = 'sallyport-probe';
const LIFETIME_SECONDS = 60;

/** What a probe carries. */
export interface ProbeCredential {
  headers: Readonly<Record<string, string>>;
  /** What no answer may contain. */
  secrets: readonly string[];
}

/**
 * The gateway's signed word for a probe, where the candidate's calls would carry one about a person. Always for the very address
 * that is probed, whatever audience the candidate names: nobody has approved that address yet, so what it gets must be good for
 * nothing else. Of any other credential, nothing.
 */
export async function createProbeCredential(options: {
  assertions: Pick<Assertions, 'sign'>;
  credential: ServerCredential | undefined;
  url: string;
}): Promise<ProbeCredential> {
  const { assertions, credential, url } = options;
  if (credential?.type !== 'signed-assertion') {
    return { headers: {}, secrets: [] };
  }
  const token = await assertions.sign({
    subject: PROBE_SUBJECT,
    audience: url,
    lifetimeSeconds: LIFETIME_SECONDS,
  });
  const result = asHeader(credential, token);
  if (result.kind !== 'headers') {
    throw new Error('A signed assertion fits in no header');
  }
  return { headers: result.headers, secrets: result.secrets ?? [] };
}
