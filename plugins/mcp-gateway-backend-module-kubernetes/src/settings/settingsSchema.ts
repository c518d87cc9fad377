import { runtimeLimitsSchema } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { z } from 'zod';

const GIB = 1024 ** 3;

/** RFC 1123: what Kubernetes takes as the name of a namespace. */
const label = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, {
  message: 'must be a name of lower-case letters, digits and hyphens',
});
const name = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, {
    message: 'must be a name of an object of Kubernetes',
  });
const entityRef = z.string().regex(/^[a-z]+:[^/\s]+\/[^/\s]+$/i, {
  message: 'must be an entity ref, such as api:default/notes',
});
const image = z.string().regex(/^[^\s@]+@sha256:[0-9a-f]{64}$/, {
  message: 'must be pinned by its digest: registry/name@sha256:…',
});
/** A host, or `*.` for all names one level below. */
const fqdn = z
  .string()
  .regex(/^(?:\*\.)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, {
    message: 'must be a host name, or *. and one',
  });
const cidr = z.union([z.cidrv4(), z.cidrv6()]);

const quota = z
  .strictObject({
    pods: z.number().int().min(1).default(50),
    memoryBytes: z
      .number()
      .int()
      .min(1)
      .default(32 * GIB),
    cpu: z.number().positive().default(16),
    storageBytes: z
      .number()
      .int()
      .min(1)
      .default(100 * GIB),
  })
  .prefault({});

const zone = z.strictObject({
  cluster: label.optional(),
  namespace: label,
  servers: z.array(entityRef).default([]),
  runtimeClass: name.optional(),
  // What one keeps in memory, the others do not have: several are for whoever knows that it keeps nothing.
  replicas: z.number().int().min(1).max(20).default(1),
  quota,
});

const egress = z.strictObject({
  namespace: label.default('sallyport-egress'),
  image,
  replicas: z.number().int().min(1).max(20).default(2),
  signingKey: z.string().min(1),
  dns: z
    .strictObject({
      namespace: label.default('kube-system'),
      labels: z
        .record(z.string(), z.string())
        .default({ 'k8s-app': 'kube-dns' }),
    })
    .prefault({}),
  openedRanges: z.array(cidr).default([]),
  ciliumNames: z.array(fqdn).default([]),
});

/** No labels would be every pod of a namespace, whoever made it. */
const gateway = z
  .strictObject({
    pods: z
      .strictObject({
        namespace: label,
        labels: z
          .record(z.string(), z.string())
          .refine(labels => Object.keys(labels).length > 0, {
            message: 'must name at least one label',
          }),
      })
      .optional(),
    ranges: z.array(cidr).default([]),
    forward: z.boolean().default(false),
  })
  .refine(
    ({ pods, ranges, forward }) =>
      forward !== (pods !== undefined || ranges.length > 0),
    { message: 'must name pods or ranges, or forward alone' },
  );

/** `mcpGateway.runtimes.kubernetes`, with what holds where it says nothing. */
export const settingsSchema = z.strictObject({
  enabled: z.boolean().default(true),
  instance: label.default('sallyport'),
  clusters: z
    .record(
      label,
      z.strictObject({
        kubeconfig: z.string().startsWith('/').optional(),
        context: z.string().min(1).optional(),
        gateway: gateway.optional(),
      }),
    )
    .default({ default: {} }),
  zones: z
    .record(label, zone)
    .default({ default: zone.parse({ namespace: 'sallyport-runtimes' }) }),
  egress,
  registries: z.array(z.string().endsWith('/')).default([]),
  pullSecrets: z.array(name).default([]),
  secrets: z
    .record(
      z.string(),
      z.strictObject({
        name,
        key: z.string().regex(/^[A-Za-z0-9._-]{1,253}$/),
        servers: z.array(entityRef).min(1),
      }),
    )
    .default({}),
  volumes: z
    .strictObject({
      claims: z.record(z.string(), name).default({}),
      storageClass: name.optional(),
      accessMode: z
        .enum(['ReadWriteOnce', 'ReadWriteOncePod', 'ReadWriteMany'])
        .default('ReadWriteOnce'),
    })
    .prefault({}),
  // Never root, and no user that a node or an image is likely to have.
  user: z.number().int().min(1000).max(2_147_483_647).default(65532),
  userNamespaces: z.boolean().default(false),
  networkPolicies: z.enum(['verify', 'trust']).default('verify'),
  allowEverything: z.boolean().default(false),
  limits: runtimeLimitsSchema.default({}),
  startSeconds: z.number().min(1).max(3600).default(120),
});
