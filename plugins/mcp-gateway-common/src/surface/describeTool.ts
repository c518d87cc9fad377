import { canonicalDigest } from './canonicalDigest';
import type { ListedTool } from './listedTool';
import { toolEffect, type ToolEffect } from './toolEffect';

/**
 * Which formula the digests of tools are made by. Whoever changes {@link describeTool} so that the same tool gets another
 * digest counts it up: what was approved by another formula is then not taken for changed.
 */
export const SURFACE_FORMULA = 1;

/** A tool of a surface with its digests. */
export interface SurfaceTool extends ListedTool {
  /** Of name, title, description and schemas. */
  digest: string;
  /** Of the annotations, which are a claim and change apart. */
  annotationsDigest: string;
  effect: ToolEffect;
}

/**
 * Hashes one tool: the same for the registry, which has it approved, and for the gateway, which compares.
 *
 * @throws InputError where its text cannot be hashed.
 */
export async function describeTool(tool: ListedTool): Promise<SurfaceTool> {
  const { annotations, ...described } = tool;
  return {
    ...tool,
    digest: await canonicalDigest(described),
    annotationsDigest: await canonicalDigest(annotations ?? {}),
    effect: toolEffect(annotations),
  };
}
