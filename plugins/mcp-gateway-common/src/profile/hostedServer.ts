import { z } from 'zod';
import { permissionProfileSchema } from './permissionProfile';

/** Where the code of a hosted server comes from. */
export const hostedPackageSchema = z
  .object({
    registry: z.enum(['npm', 'pypi', 'oci']),
    identifier: z.string().min(1).max(300),
    /** Exact: a range is no version that somebody approved. */
    version: z.string().min(1).max(100),
    /** Subresource integrity (`sha512-…`) or the digest of an image (`sha256:…`), once it is pinned. */
    integrity: z.string().min(10).max(500).optional(),
  })
  .strict();

/**
 * Where a server that speaks Streamable HTTP by itself listens inside its runtime; the gateway talks to it there.
 */
export const hostedHttpSchema = z
  .object({
    port: z.number().int().min(1).max(65_535),
    /** Without a query: it is the whole address. */
    path: z
      .string()
      .max(200)
      .regex(/^\/[A-Za-z0-9._~/-]*$/),
  })
  .strict();

/** Who shares a runtime of the server. A person's own secrets are only ever in runtimes of their own. */
export const isolationSchema = z.enum(['shared', 'per-user', 'per-session']);

/** A server that the gateway runs itself, as the access document says it: the approved code, how it starts, what it may reach. */
export const hostedServerSchema = z
  .object({
    package: hostedPackageSchema,
    /** The program inside the package; absent: the package's only one. */
    command: z.string().min(1).max(300).optional(),
    args: z.array(z.string().max(1000)).max(50),
    env: z.record(z.string(), z.string().max(1000)).optional(),
    /** Absent: it speaks over standard input and output. */
    http: hostedHttpSchema.optional(),
    profile: permissionProfileSchema,
    isolation: isolationSchema,
  })
  .strict();

/** See {@link hostedServerSchema}. */
export type HostedServer = z.infer<typeof hostedServerSchema>;
/** See {@link hostedPackageSchema}. */
export type HostedPackage = z.infer<typeof hostedPackageSchema>;
/** See {@link hostedHttpSchema}. */
export type HostedHttp = z.infer<typeof hostedHttpSchema>;
/** See {@link isolationSchema}. */
export type Isolation = z.infer<typeof isolationSchema>;
