import {
  createRegistryApiClient,
  type DefinitionFormat,
  type ServerDefinition,
  serverDefinitionSchema,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { z } from 'zod';
import { CommandError } from './CommandError';

const TIMEOUT_MS = 20_000;
const answerSchema = z.object({
  definition: serverDefinitionSchema,
  fileName: z.string().regex(/^[\w.-]{1,100}$/),
  text: z.string().max(1024 * 1024),
  remarks: z.array(z.object({ code: z.string(), text: z.string() })),
});

/** A definition as the registry exports it. */
export type ExportedDefinition = z.infer<typeof answerSchema>;

/** Asks a registry for the approved definition of a server; nothing where it knows none. */
export async function askDefinition(options: {
  portal: string;
  token: string;
  serverRef: string;
  format?: DefinitionFormat;
  of?: 'approved' | 'stated';
  publisher?: string;
}): Promise<ExportedDefinition | undefined> {
  const { portal, token, serverRef, format, of, publisher } = options;
  const [, namespace, name] = /^api:([^/]+)\/(.+)$/.exec(serverRef) ?? [];
  const client = createRegistryApiClient({
    baseUrl: `${portal}/api/mcp-registry`,
    fetch: (request: Request) =>
      fetch(request, {
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }),
    headers: { authorization: `Bearer ${token}` },
  } as Parameters<typeof createRegistryApiClient>[0]);
  let answer: { data?: unknown; error?: unknown; response: Response };
  try {
    answer = await client.GET('/servers/{namespace}/{name}/definition', {
      params: { path: { namespace, name }, query: { format, of, publisher } },
    });
  } catch {
    throw new CommandError(
      `${portal} could not be asked: it is away, redirects, or does not answer in JSON.`,
    );
  }
  const { status, ok } = answer.response;
  if (status === 404) return undefined;
  const parsed = answerSchema.safeParse(answer.data);
  if (!ok || !parsed.success) {
    throw new CommandError(
      status === 401 || status === 403
        ? `${portal} refuses the token (${status}).`
        : `${portal} answered with ${status}: ${messageOf(answer.error)}`,
    );
  }
  return parsed.data;
}

/** The approved definitions of several servers. */
export async function askDefinitions(
  serverRefs: readonly string[],
  connection: { portal: string; token: string },
): Promise<Map<string, ServerDefinition>> {
  const found = new Map<string, ServerDefinition>();
  for (const serverRef of serverRefs) {
    const answer = await askDefinition({ ...connection, serverRef });
    if (answer) found.set(serverRef, answer.definition);
  }
  return found;
}

function messageOf(error: unknown): string {
  const parsed = z
    .object({ error: z.object({ message: z.string() }) })
    .safeParse(error);
  return parsed.success
    ? parsed.data.error.message.slice(0, 500)
    : 'not as Sallyport does';
}
