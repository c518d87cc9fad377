import { setImmediate } from 'node:timers/promises';
import type { SurfaceTool } from '@sallyport/backstage-plugin-mcp-registry-common';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { LRUCache } from 'lru-cache';

/** Of one tool's definition, so much is counted; the rest is taken to be alike. */
const MAX_COUNTED = 32_768;
/** Of one surface, so much is counted before an answer; what is cached by then is not counted again. */
const MAX_COUNTED_AT_ONCE = 524_288;
const MAX_CACHED = 20_000;
const USUAL_CHARACTERS_PER_TOKEN = 4;
/**
 * The encoding's time grows with the square of a word. Words of people and of schemas are shorter than this; a longer
 * one is counted in parts, which may be a token off each.
 */
const LONG_WORD = /[\p{L}\p{M}]{100}|\s{100}|[^\s\p{L}\p{M}\p{N}]{100}/gu;

/** What a tool's definition costs a model that is shown it. */
export interface TokenCost {
  tokens: number;
  /** Too large to be counted whole. */
  tokensEstimated?: true;
}

/** Counts tokens (o200k) of tool definitions: bounded in time, remembered by digest. */
export class TokenCounter {
  static create(): TokenCounter {
    return new TokenCounter();
  }

  readonly #known = new LRUCache<string, TokenCost>({ max: MAX_CACHED });

  private constructor() {}

  /** The tools with their costs. Other requests go on meanwhile. */
  async price<T extends Omit<SurfaceTool, 'annotationsDigest'>>(
    tools: readonly T[],
  ): Promise<(T & TokenCost)[]> {
    const priced: (T & TokenCost)[] = [];
    let left = MAX_COUNTED_AT_ONCE;
    for (const tool of tools) {
      let cost = this.#known.get(tool.digest);
      if (!cost) {
        const text = asShownToModels(tool);
        if (left > 0) {
          left -= Math.min(text.length, MAX_COUNTED);
          cost = costOf(text);
          this.#known.set(tool.digest, cost);
          await setImmediate();
        } else {
          cost = estimate(text.length, USUAL_CHARACTERS_PER_TOKEN);
        }
      }
      priced.push({ ...tool, ...cost });
    }
    return priced;
  }
}

/** Clients hand a model the name, the description and the input's schema; titles and annotations are for people. */
function asShownToModels(tool: Omit<SurfaceTool, 'annotationsDigest'>): string {
  const { name, description, inputSchema } = tool;
  return JSON.stringify({ name, description, parameters: inputSchema });
}

function costOf(text: string): TokenCost {
  const tokens = count(text.slice(0, MAX_COUNTED));
  return text.length <= MAX_COUNTED
    ? { tokens }
    : estimate(text.length, MAX_COUNTED / tokens);
}

function estimate(length: number, charactersPerToken: number): TokenCost {
  return {
    tokens: Math.ceil(length / charactersPerToken),
    tokensEstimated: true,
  };
}

function count(text: string): number {
  let tokens = 0;
  let from = 0;
  const add = (to?: number) => {
    // What looks like a control token of a model is text like any other.
    tokens += countTokens(text.slice(from, to), {
      disallowedSpecial: new Set(),
    });
  };
  for (const match of text.matchAll(LONG_WORD)) {
    const to = match.index + match[0].length;
    add(to);
    from = to;
  }
  add();
  return tokens;
}
