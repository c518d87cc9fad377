import {
  type AccessDocument,
  type AccessTool,
  describeTool,
  listedToolSchema,
  sessionEraDigest,
  SURFACE_FORMULA,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

type Revision = NonNullable<AccessDocument['approvedRevision']>;

/** What of a document says that these tools are approved as they are listed here: with their true digests. */
export async function approvedSurface(
  listed: readonly object[],
  settledAt: string,
): Promise<Pick<Revision, 'tools' | 'surface'>> {
  const tools = await Promise.all(
    listed.map(async (item): Promise<AccessTool> => {
      const tool = await describeTool(listedToolSchema.parse(item));
      const { name, digest, effect, annotationsDigest, annotations } = tool;
      const inSessions = await sessionEraDigest(tool);
      return {
        ...(inSessions && { sessionEraDigest: inSessions }),
        ...{ name, digest, effect, annotationsDigest },
        ...(annotations?.openWorldHint === false && { openWorld: false }),
        ...(annotations?.idempotentHint === true && { idempotent: true }),
      };
    }),
  );
  return { tools, surface: { formula: SURFACE_FORMULA, settledAt } };
}
