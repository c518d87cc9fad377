import { hash } from 'node:crypto';
import {
  describeTool,
  listedToolSchema,
  type ListedTool,
  printOf,
  type ToolPrint,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { LRUCache } from 'lru-cache';
import { isObject } from '../rewrite/isObject';

/** A listed tool, as it is compared. */
export interface ReadTool {
  name: string;
  print: ToolPrint;
  annotationsDigest?: string;
  /** Absent: it does not fit, or cannot be hashed. */
  definition?: ListedTool;
}

const MAX_LISTS = 500;

/** Hashes listed tools, once for the same bytes: lists are asked for again and again, and hardly ever change. */
export class SurfaceReader {
  static create() {
    return new SurfaceReader();
  }

  readonly #known = new LRUCache<string, readonly (ReadTool | undefined)[]>({
    max: MAX_LISTS,
  });

  private constructor() {}

  /** One for each listed item; `undefined` where it is no tool at all. */
  async read(
    tools: readonly unknown[],
  ): Promise<readonly (ReadTool | undefined)[]> {
    const key = hash('sha256', JSON.stringify(tools), 'base64');
    const known = this.#known.get(key);
    if (known) return known;
    const read = await Promise.all(tools.map(readTool));
    this.#known.set(key, read);
    return read;
  }
}

async function readTool(item: unknown): Promise<ReadTool | undefined> {
  if (!isObject(item) || !isToolName(item.name)) return undefined;
  const { name } = item;
  const parsed = listedToolSchema.safeParse(item);
  if (!parsed.success) return unreadable(name, item);
  try {
    const described = await describeTool(parsed.data);
    const { annotationsDigest } = described;
    const print = printOf(described);
    return { name, print, annotationsDigest, definition: parsed.data };
  } catch {
    // Text without a canonical form: what nobody can name nobody approved.
    return unreadable(name, item);
  }
}

/** What nobody can have approved, and no database takes, is no name. */
function isToolName(name: unknown): name is string {
  return (
    typeof name === 'string' &&
    name.length >= 1 &&
    name.length <= 200 &&
    !/[\0\p{Surrogate}]/u.test(name)
  );
}

/** Never the print of anything that was approved: approved digests are canonical ones. */
function unreadable(name: string, item: object): ReadTool {
  const digest = `unreadable:${hash('sha256', JSON.stringify(item), 'hex')}`;
  return {
    name,
    print: {
      digest,
      effect: 'destroys',
      closedWorld: false,
      idempotent: false,
    },
  };
}
