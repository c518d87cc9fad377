import { generateKeyPairSync } from 'node:crypto';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import type { KubernetesSettings } from '../settings/KubernetesSettings';
import { readKubernetesSettings } from '../settings/readKubernetesSettings';

/** A key for tests, another one in each run. */
export const SIGNING_KEY = generateKeyPairSync('ed25519')
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
/** An image that no registry has. */
export const IMAGE = `registry.example.com/sallyport/egress@sha256:${'e'.repeat(
  64,
)}`;

/** Settings as an operator writes them. */
export function exampleSettings(
  change: JsonObject = {},
  rest: JsonObject = {},
): KubernetesSettings {
  const { egress, ...more } = change as { egress?: JsonObject };
  return readKubernetesSettings(
    new ConfigReader({
      mcpGateway: {
        ...rest,
        runtimes: {
          ...(rest.runtimes as JsonObject),
          kubernetes: {
            egress: { image: IMAGE, signingKey: SIGNING_KEY, ...egress },
            ...more,
          },
        },
      },
    }),
  )!;
}
