import { InputError } from '@backstage/errors';
import { z } from 'zod';
import {
  canonicalDigest,
  describeTool,
  listedToolSchema,
  type SurfaceTool,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ProbeObservations } from '../checks/observations';
import { boundedSize } from './boundedSize';
import type { RevisionSnapshot } from './revisionSnapshot';

/** What a server offers, as a probe found it. */
export interface ToolSurface {
  /** false until a probe succeeded. */
  known: boolean;
  tools: SurfaceTool[];
  instructions?: string;
  serverInfo?: Record<string, unknown>;
  protocolVersion?: string;
  probedAt?: string;
  /** Of a server that the gateway runs: whether it can run servers. */
  runtime?: { ready: boolean };
  /** Of a server that the gateway runs: what of its package was installed for the probe. */
  installed?: { integrity: string };
  /** Of a server that runs elsewhere: what the probe saw beside the tools. */
  observed?: ProbeObservations;
  /** Why the last probe failed, for people. */
  probeError?: string;
  /** The server did answer, with something that has no canonical form or no end: `probeError` says what. */
  outcome?: 'fail';
}

/** The deepest and the longest that a tool may be. Deeper and longer ones are attempts on whoever reads them. */
const MAX_TOOL = { depth: 64, bytes: 256 * 1024 };
const MAX_SURFACE_BYTES = 4 * 1024 * 1024;

/**
 * Hashes what a server listed, item by item.
 *
 * @throws InputError where a tool does not fit, a name comes twice, or text cannot be hashed.
 */
export async function describeTools(
  listed: readonly unknown[],
): Promise<SurfaceTool[]> {
  requireBounded(listed);
  const parsed = z.array(listedToolSchema).max(2000).safeParse(listed);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new InputError(
      `The server lists a tool that does not fit: ${issue.path.join('.')}: ${
        issue.message
      }`,
    );
  }
  const names = new Set<string>();
  for (const { name } of parsed.data) {
    if (names.has(name)) {
      throw new InputError(`The server lists the tool "${name}" twice.`);
    }
    names.add(name);
  }
  return await Promise.all(parsed.data.map(describeTool));
}

/** Before anything walks through it: what is nested without end brings down whoever does. */
function requireBounded(listed: readonly unknown[]): void {
  let all = 0;
  for (const tool of listed) {
    const size = boundedSize(tool, MAX_TOOL);
    if (size === undefined) {
      throw new InputError(
        `The server lists a tool that is nested deeper than ${MAX_TOOL.depth} levels or longer than ${MAX_TOOL.bytes} bytes.`,
      );
    }
    all += size;
    if (all > MAX_SURFACE_BYTES) {
      throw new InputError(
        `The server lists tools that are together longer than ${MAX_SURFACE_BYTES} bytes.`,
      );
    }
  }
}

/** The part of a surface that belongs to the revision's snapshot; `null` while the tools are not known. */
export async function snapshotToolSurface(
  surface: ToolSurface,
): Promise<RevisionSnapshot['toolSurface']> {
  if (!surface.known) {
    return null;
  }
  return {
    tools: surface.tools.map(({ name, digest, annotationsDigest, effect }) => ({
      name,
      digest,
      annotationsDigest,
      effect,
    })),
    ...(surface.instructions !== undefined && {
      instructionsDigest: await canonicalDigest(surface.instructions),
    }),
  };
}
