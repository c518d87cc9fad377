import { z } from 'zod';

/** RFC 1123 host names and addresses; a leading dot means every name below. No `*`: ToolHive has none either. */
const host = z
  .string()
  .regex(/^\.?[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$/, {
    message:
      'must be a host name, an address, or a name with a leading dot for all names below it',
  });
const port = z.number().int().min(1).max(65535);
/** `path`, or `path on the machine:path inside`; what a shell would read as more than a path is refused. */
const mount = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^[^$&;|`\0\\]+$/, {
    message: 'must be a path without $ & ; | ` and backslash',
  });
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/);
const secretName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/);

/** An exact destination beside ToolHive's two lists, which are ANDed: this host at this port and no other. */
export const egressRuleSchema = z
  .object({
    host,
    port,
    /** `tunnel`: any protocol, end to end; only for exact hosts. `proxy`: by an HTTP CONNECT proxy. Default: tunnel where it can be. */
    via: z.enum(['tunnel', 'proxy']).optional(),
  })
  .strict();

/** The bounds of a runtime. Absent: the gateway's defaults. */
export const runtimeLimitsSchema = z
  .object({
    /** Bytes of memory of the whole tree of processes. */
    memoryBytes: z
      .number()
      .int()
      .min(32 * 1024 * 1024)
      .max(1024 ** 4)
      .optional(),
    /** Processes and threads. */
    pids: z.number().int().min(4).max(100_000).optional(),
    /** Cores, such as 0.5. */
    cpu: z.number().min(0.05).max(1024).optional(),
    openFiles: z.number().int().min(64).max(1_000_000).optional(),
    /** Bytes of the largest file that it may write. */
    fileBytes: z
      .number()
      .int()
      .min(4096)
      .max(1024 ** 4)
      .optional(),
    /** Bytes of `/tmp`, which is memory. */
    tmpBytes: z
      .number()
      .int()
      .min(4096)
      .max(1024 ** 4)
      .optional(),
    /** Bytes that it may leave in its writable mounts, all together. */
    diskBytes: z
      .number()
      .int()
      .min(4096)
      .max(1024 ** 4)
      .optional(),
  })
  .strict();

/** What only Sallyport knows of a profile. ToolHive passes over the key. */
export const profileExtensionSchema = z
  .object({
    egress: z.array(egressRuleSchema).max(200).optional(),
    limits: runtimeLimitsSchema.optional(),
    /** Environment variables that are no secrets. */
    env: z.record(variable, z.string().max(4000)).optional(),
    /** Names of secrets in the gateway's configuration, and how the server gets each. Never a value. */
    secrets: z
      .record(
        variable,
        z
          .object({
            secret: secretName,
            /** `file`: the variable names a file that only the server can read. */
            as: z.enum(['env', 'file']),
          })
          .strict(),
      )
      .optional(),
  })
  .strict();

/**
 * What a hosted server may reach: files, network, secrets, and within which bounds. ToolHive's permission profile
 * (https://docs.stacklok.com/toolhive), read and written as it is, with one key of our own.
 */
export const permissionProfileSchema = z
  .object({
    name: z.string().max(100).optional(),
    /** Paths that it may read. */
    read: z.array(mount).max(100).optional(),
    /** Paths that it may read and write. */
    write: z.array(mount).max(100).optional(),
    network: z
      .object({
        mode: z.enum(['', 'bridge', 'none']).optional(),
        outbound: z
          .object({
            insecure_allow_all: z.boolean().optional(),
            allow_host: z.array(host).max(200).optional(),
            allow_port: z.array(port).max(200).optional(),
          })
          .strict()
          .optional(),
        inbound: z
          .object({ allow_host: z.array(host).max(50).optional() })
          .strict()
          .optional(),
      })
      .strict()
      .optional(),
    /** Nothing that Sallyport runs is privileged. */
    privileged: z.literal(false).optional(),
    sallyport: profileExtensionSchema.optional(),
  })
  .strict();

/** See {@link permissionProfileSchema}. */
export type PermissionProfile = z.infer<typeof permissionProfileSchema>;
/** See {@link egressRuleSchema}. */
export type EgressRule = z.infer<typeof egressRuleSchema>;
/** See {@link runtimeLimitsSchema}. */
export type RuntimeLimits = z.infer<typeof runtimeLimitsSchema>;
