import { z } from 'zod';

const list = z
  .array(z.string())
  .nullish()
  .transform(value => value ?? []);

/** What an engine knows of an image. */
export const imageSchema = z.object({
  /** Digest of its configuration, and by that of all its content. */
  Id: z.string().regex(/^(?:sha256:)?[0-9a-f]{64}$/),
  RepoDigests: list,
  Os: z.string(),
  Architecture: z.string(),
  Size: z.number(),
  Config: z
    .object({
      Entrypoint: list,
      Cmd: list,
      WorkingDir: z.string().nullish(),
      Volumes: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
});

/** See {@link imageSchema}. */
export type EngineImage = z.infer<typeof imageSchema>;

/** The digest of an image's content: also where an engine leaves the algorithm out. */
export function imageId({ Id }: Pick<EngineImage, 'Id'>): string {
  return Id.startsWith('sha256:') ? Id : `sha256:${Id}`;
}
