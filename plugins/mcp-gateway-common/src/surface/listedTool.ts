import { z } from 'zod';

const jsonObject = z.record(z.string(), z.unknown());

/** A tool as an MCP server lists it. Fields that we do not know are left out. */
export const listedToolSchema = z.object({
  name: z.string().min(1).max(200),
  title: z.string().max(500).optional(),
  description: z.string().max(20_000).optional(),
  inputSchema: jsonObject.optional(),
  outputSchema: jsonObject.optional(),
  annotations: jsonObject.optional(),
});

/** See {@link listedToolSchema}. */
export type ListedTool = z.infer<typeof listedToolSchema>;
