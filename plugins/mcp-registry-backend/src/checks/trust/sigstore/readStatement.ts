import { z } from 'zod';
import type { ArtifactDigest, BuildProvenance } from './types';

/** The form of a statement about artifacts (in-toto). */
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

const text = z.string().max(2000);
const statementSchema = z.object({
  _type: z.enum([
    'https://in-toto.io/Statement/v1',
    'https://in-toto.io/Statement/v0.1',
  ]),
  subject: z
    .array(
      z.object({
        name: text.optional(),
        digest: z.record(z.string().max(100), text),
      }),
    )
    .min(1)
    .max(1000),
  predicateType: text,
  predicate: z.unknown(),
});

/** What somebody signed about artifacts. */
export type Statement = z.infer<typeof statementSchema>;

/** Reads the statement in an envelope; `undefined` where it is none. */
export function readStatement(envelope: {
  payload: Buffer;
  payloadType: string;
}): Statement | undefined {
  if (envelope.payloadType !== PAYLOAD_TYPE) return undefined;
  try {
    const json: unknown = JSON.parse(envelope.payload.toString('utf8'));
    return statementSchema.safeParse(json).data;
  } catch {
    return undefined;
  }
}

/** Whether a statement is about an artifact. */
export function isAbout(
  statement: Statement,
  { algorithm, hex }: ArtifactDigest,
): boolean {
  return statement.subject.some(
    ({ digest }) => digest[algorithm]?.toLowerCase() === hex,
  );
}

const buildV1 = z.object({
  buildDefinition: z.object({
    externalParameters: z
      .object({
        workflow: z
          .object({
            ref: text.optional(),
            repository: text.optional(),
            path: text.optional(),
          })
          .optional(),
      })
      .optional(),
    resolvedDependencies: z
      .array(
        z.object({
          uri: text.optional(),
          digest: z.record(z.string(), text).optional(),
        }),
      )
      .optional(),
  }),
  runDetails: z.object({ builder: z.object({ id: text }) }),
});

const buildV02 = z.object({
  builder: z.object({ id: text }),
  invocation: z
    .object({
      configSource: z
        .object({
          uri: text.optional(),
          digest: z.record(z.string(), text).optional(),
          entryPoint: text.optional(),
        })
        .optional(),
    })
    .optional(),
});

/** Where it was built, as the builder says; `undefined` for statements of another kind. */
export function readProvenance({
  predicateType,
  predicate,
}: Statement): BuildProvenance | undefined {
  if (predicateType === 'https://slsa.dev/provenance/v1') {
    const build = buildV1.safeParse(predicate).data;
    if (!build) return { predicateType };
    const { externalParameters, resolvedDependencies } = build.buildDefinition;
    const workflow = externalParameters?.workflow;
    // Others are what it was built with: base images, tools.
    const dependency = resolvedDependencies?.find(one => isSource(one));
    const source = splitRef(dependency?.uri);
    return {
      predicateType,
      builder: build.runDetails.builder.id,
      sourceRepository: workflow?.repository ?? source.repository,
      sourceRef: workflow?.ref ?? source.ref,
      sourceDigest: commitOf(dependency?.digest),
      workflow: workflow?.path,
    };
  }
  if (predicateType === 'https://slsa.dev/provenance/v0.2') {
    const build = buildV02.safeParse(predicate).data;
    if (!build) return { predicateType };
    const asked = build.invocation?.configSource;
    const config = asked && isSource(asked) ? asked : undefined;
    const source = splitRef(config?.uri);
    return {
      predicateType,
      builder: build.builder.id,
      sourceRepository: source.repository,
      sourceRef: source.ref,
      sourceDigest: commitOf(config?.digest),
      workflow: config?.entryPoint,
    };
  }
  return undefined;
}

/** `git+https://github.com/acme/orders@refs/tags/v1` in its two parts. */
function splitRef(uri = ''): { repository?: string; ref?: string } {
  const match = /^(.*)@(refs\/.*|[^/@]*)$/.exec(uri);
  if (!match) return uri ? { repository: uri } : {};
  return { repository: match[1], ref: match[2] };
}

interface Source {
  uri?: string;
  digest?: Record<string, string>;
}

function isSource({ uri = '', digest = {} }: Source): boolean {
  return /^git(?:\+|:)/.test(uri) || digest.gitCommit !== undefined;
}

function commitOf(digest: Source['digest'] = {}): string | undefined {
  return digest.gitCommit ?? digest.sha1;
}
