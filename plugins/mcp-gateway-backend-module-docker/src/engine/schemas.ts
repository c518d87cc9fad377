import { z } from 'zod';

const strings = z
  .array(z.string())
  .nullish()
  .transform(list => list ?? []);

/** What an engine says of its machine. */
export const infoSchema = z.object({
  OSType: z.string(),
  MemoryLimit: z.boolean(),
  PidsLimit: z.boolean().nullish(),
  CpuCfsQuota: z.boolean(),
  SecurityOptions: strings,
  Runtimes: z.record(z.string(), z.unknown()).nullish(),
  DefaultRuntime: z.string().nullish(),
  Rootless: z.boolean().nullish(),
});

/** See {@link infoSchema}. */
export type EngineInfo = z.infer<typeof infoSchema>;

/** The answer to a container that was made. */
export const createdSchema = z.object({
  Id: z.string().regex(/^[0-9a-f]{12,64}$/),
});

/** What an engine says of a container. */
export const containerSchema = z.object({
  Id: z.string(),
  Image: z.string(),
  State: z.object({
    Running: z.boolean(),
    Pid: z.number(),
    ExitCode: z.number(),
    OOMKilled: z.boolean().nullish(),
  }),
  Config: z.object({ User: z.string() }),
  HostConfig: z.object({
    NetworkMode: z.string(),
    Privileged: z.boolean(),
    ReadonlyRootfs: z.boolean(),
    CapAdd: strings,
    CapDrop: strings,
    SecurityOpt: strings,
    Runtime: z.string().nullish(),
    Memory: z.number(),
    PidsLimit: z.number().nullish(),
    NanoCpus: z.number(),
    PidMode: z.string().nullish(),
    LogConfig: z.object({ Type: z.string() }),
  }),
  Mounts: z
    .array(
      z.object({
        Source: z.string().nullish(),
        Destination: z.string(),
        RW: z.boolean(),
      }),
    )
    .nullish()
    .transform(list => list ?? []),
});

/** See {@link containerSchema}. */
export type EngineContainer = z.infer<typeof containerSchema>;

/** What Podman alone says of a container, in its own API. */
export const podmanContainerSchema = z.object({
  OCIRuntime: z.string(),
  EffectiveCaps: strings,
  BoundingCaps: strings,
});

/** Containers in a list. */
export const listSchema = z.array(
  z.object({
    Id: z.string(),
    Labels: z
      .record(z.string(), z.string())
      .nullish()
      .transform(labels => labels ?? {}),
  }),
);

/** What a container uses. */
export const statsSchema = z.object({
  memory_stats: z.object({
    usage: z.number().nullish(),
    stats: z.record(z.string(), z.number()).nullish(),
  }),
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number() }) }),
  pids_stats: z.object({ current: z.number().nullish() }),
});

/** The answer when a container has ended. */
export const waitedSchema = z.object({ StatusCode: z.number() });
