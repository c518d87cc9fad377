import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { seenCertificateSchema } from '@sallyport/backstage-plugin-mcp-registry-common';
import { z } from 'zod';
import { createGatewayClient } from '../../access/createGatewayClient';

const TIMEOUT_MS = 20_000;

const lookSchema = z
  .object({
    ...{ ok: z.boolean(), trusted: z.boolean() },
    error: z.string().max(2000).optional(),
    problem: z.string().max(100).optional(),
    certificates: z.array(seenCertificateSchema).max(10),
  })
  .refine(({ ok, certificates }) => ok === certificates.length > 0, {
    message: 'It has to show certificates, or say why it does not',
  });

/** What was seen of a host. */
export type CertificateLook = z.infer<typeof lookSchema>;

/** Looks at the certificates of a host. */
export interface CertificateReader {
  /** Throws where nobody could look. */
  look(url: string, options: { signal: AbortSignal }): Promise<CertificateLook>;
}

/** Has the gateway look, which is where calls come from: what it may reach and whom it trusts is what counts. */
export class GatewayCertificateReader implements CertificateReader {
  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
  }): GatewayCertificateReader {
    return new GatewayCertificateReader(options);
  }

  readonly #options: Parameters<typeof GatewayCertificateReader.create>[0];

  private constructor(
    options: Parameters<typeof GatewayCertificateReader.create>[0],
  ) {
    this.#options = options;
  }

  async look(
    url: string,
    { signal }: { signal: AbortSignal },
  ): Promise<CertificateLook> {
    const client = await createGatewayClient(this.#options);
    const { data, response } = await client.POST('/certificates', {
      body: { url },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (data === undefined) {
      throw new Error(`The gateway answered ${response.status}`);
    }
    return lookSchema.parse(data);
  }
}
