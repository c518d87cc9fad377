import type {
  V1EnvVar,
  V1Secret,
  V1Volume,
  V1VolumeProjection,
} from '@kubernetes/client-node';
import type { PermissionProfile } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { SecretReference } from '../settings/KubernetesSettings';
import { INSIDE } from './inside';

/** The entry of a runtime's own Secret that its server never sees. */
export const PASS_ENTRY = 'egress-pass';
const OWNER_READS = 0o400;

/** Of a runtime's own Secret: never {@link PASS_ENTRY}. */
const entryOf = (variable: string) => `secret.${variable}`;

/** How a runtime gets its secrets: never by value in its pod. */
export interface RuntimeSecretParts {
  /** Of the runtime's own Secret. */
  readonly data: Readonly<Record<string, string>>;
  readonly env: V1EnvVar[];
  readonly volumes: V1Volume[];
}

/**
 * A secret is an entry of the runtime's own Secret, or of an object that somebody else keeps. Pure.
 *
 * @throws Error where one has no value.
 */
export function runtimeSecrets(options: {
  /** Of the runtime's own Secret. */
  name: string;
  profile: PermissionProfile;
  values: Readonly<Record<string, string>>;
  reference(secret: string): SecretReference | undefined;
}): RuntimeSecretParts {
  const { name, profile, values, reference } = options;
  const data: Record<string, string> = {};
  const env: V1EnvVar[] = [];
  const sources: V1VolumeProjection[] = [];
  for (const [variable, { secret, as }] of Object.entries(
    profile.sallyport?.secrets ?? {},
  )) {
    const other = reference(secret);
    const value = Object.hasOwn(values, variable)
      ? values[variable]
      : undefined;
    if (!other && value === undefined) {
      throw new Error(`The secret '${secret}' (${variable}) has no value`);
    }
    if (!other) data[entryOf(variable)] = value!;
    const from = other ?? { name, key: entryOf(variable) };
    if (as === 'env') {
      env.push({
        name: variable,
        valueFrom: { secretKeyRef: { name: from.name, key: from.key } },
      });
    } else {
      env.push({ name: variable, value: `${INSIDE.secrets}/${variable}` });
      sources.push({
        secret: {
          name: from.name,
          items: [{ key: from.key, path: variable, mode: OWNER_READS }],
        },
      });
    }
  }
  return {
    data,
    env,
    volumes:
      sources.length === 0
        ? []
        : [
            {
              name: 'secrets',
              projected: { sources, defaultMode: OWNER_READS },
            },
          ],
  };
}

/** What the objects of a runtime belong to, and go with. */
export interface RuntimeOwner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** A runtime's own Secret. It goes with what owns it. */
export function secretObject(options: {
  name: string;
  namespace: string;
  labels: Record<string, string>;
  owner: RuntimeOwner;
  data: Readonly<Record<string, string>>;
}): V1Secret {
  const { name, namespace, labels, owner, data } = options;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace,
      labels,
      ownerReferences: [{ ...owner }],
    },
    type: 'Opaque',
    data: Object.fromEntries(
      Object.entries(data).map(([entry, value]) => [
        entry,
        Buffer.from(value).toString('base64'),
      ]),
    ),
  };
}
