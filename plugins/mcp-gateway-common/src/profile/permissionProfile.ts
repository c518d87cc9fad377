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
const bytes = (least: number) =>
  z
    .number()
    .int()
    .min(least)
    .max(1024 ** 4)
    .optional();
const secretName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/);

/** An exact destination beside ToolHive's two lists, which are ANDed: this host at this port and no other. */
export const egressRuleSchema = z
  .object({
    host,
    port,
    via: z
      .enum(['tunnel', 'proxy'])
      .optional()
      .describe(
        'tunnel: any protocol, end to end; only for exact hosts. proxy: by an HTTP CONNECT proxy. Default: tunnel where it can be.',
      ),
  })
  .strict();

/** The bounds of a runtime. Absent: the gateway's defaults. */
export const runtimeLimitsSchema = z
  .object({
    memoryBytes: bytes(32 * 1024 * 1024).describe(
      'Bytes of memory of the whole tree of processes.',
    ),
    pids: z
      .number()
      .int()
      .min(4)
      .max(100_000)
      .optional()
      .describe('Processes and threads.'),
    cpu: z
      .number()
      .min(0.05)
      .max(1024)
      .optional()
      .describe('Processor cores, such as 0.5.'),
    openFiles: z
      .number()
      .int()
      .min(64)
      .max(1_000_000)
      .optional()
      .describe('Files that each of its processes may have open.'),
    fileBytes: bytes(4096).describe(
      'Bytes of the largest file that it may write.',
    ),
    tmpBytes: bytes(4096).describe('Bytes of /tmp, which is memory.'),
    diskBytes: bytes(4096).describe(
      'Bytes that it may leave in its writable mounts, all together.',
    ),
  })
  .strict();

/** What only Sallyport knows of a profile. ToolHive passes over the key. */
export const profileExtensionSchema = z
  .object({
    egress: z
      .array(egressRuleSchema)
      .max(200)
      .optional()
      .describe('Exact destinations: this host at this port and no other.'),
    limits: runtimeLimitsSchema
      .optional()
      .describe('Bounds. What is not said is the gateway’s default.'),
    env: z
      .record(variable, z.string().max(4000))
      .optional()
      .describe('Environment variables that are no secrets.'),
    secrets: z
      .record(
        variable,
        z
          .object({
            secret: secretName,
            as: z
              .enum(['env', 'file'])
              .describe(
                'file: the variable names a file that only the server can read.',
              ),
          })
          .strict(),
      )
      .optional()
      .describe(
        'Names of secrets in the gateway’s configuration, by the variable that the server finds each in. Never a value.',
      ),
  })
  .strict();

/**
 * What a hosted server may reach: files, network, secrets, and within which bounds. ToolHive's permission profile
 * (https://docs.stacklok.com/toolhive), read and written as it is, with one key of our own.
 */
export const permissionProfileSchema = z
  .object({
    name: z.string().max(100).optional(),
    read: z
      .array(mount)
      .max(100)
      .optional()
      .describe(
        'What it may read: path, path on the machine:path inside, or volume://name:path inside.',
      ),
    write: z
      .array(mount)
      .max(100)
      .optional()
      .describe('What it may read and write, written alike.'),
    network: z
      .object({
        mode: z.enum(['', 'bridge', 'none']).optional(),
        outbound: z
          .object({
            insecure_allow_all: z
              .boolean()
              .optional()
              .describe(
                'Every public host by https, where the operator allows that.',
              ),
            allow_host: z
              .array(host)
              .max(200)
              .optional()
              .describe(
                'Hosts; with a leading dot, every name below. Each is reached at each port of allow_port.',
              ),
            allow_port: z
              .array(port)
              .max(200)
              .optional()
              .describe('Ports of the hosts. Default: 443.'),
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
    privileged: z
      .literal(false)
      .optional()
      .describe('Nothing that Sallyport runs is privileged.'),
    sallyport: profileExtensionSchema
      .optional()
      .describe('What only Sallyport knows. ToolHive passes over the key.'),
  })
  .strict();

/** See {@link permissionProfileSchema}. */
export type PermissionProfile = z.infer<typeof permissionProfileSchema>;
/** See {@link egressRuleSchema}. */
export type EgressRule = z.infer<typeof egressRuleSchema>;
/** See {@link runtimeLimitsSchema}. */
export type RuntimeLimits = z.infer<typeof runtimeLimitsSchema>;
