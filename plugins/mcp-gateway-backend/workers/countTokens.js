// @ts-check
// A worker: counts tokens of calls, off the thread that serves them. Plain JavaScript beside the migrations, since a worker is
// started from a file. It keeps nothing of what it counts.
const { setPriority } = require('node:os');
const { parentPort, workerData } = require('node:worker_threads');

/** Whoever waits for an answer goes before whoever counts what was answered. Of the system's 19 steps down from the usual. */
const NICE = 5;

/** Of one text, so many characters are counted; the rest is taken to be alike. */
const MAX_COUNTED = 65_536;
/**
 * The encoding's time grows with the square of a word. Words of people are shorter than this; a longer one is counted in parts,
 * which may be a token off each.
 */
const LONG_WORD = /[\p{L}\p{M}]{100}|\s{100}|[^\s\p{L}\p{M}\p{N}]{100}/gu;

const ENCODINGS = {
  o200k_base: () => require('gpt-tokenizer/encoding/o200k_base'),
  o200k_harmony: () => require('gpt-tokenizer/encoding/o200k_harmony'),
  cl100k_base: () => require('gpt-tokenizer/encoding/cl100k_base'),
};

/**
 * @typedef {object} Part
 * @property {Uint8Array} head How the message begins
 * @property {number} bytes Of the whole message
 */

/**
 * Counts arguments and result of one call.
 *
 * @param {(text: string) => number} count
 * @param {{ request: Part, response: Part }} call
 */
function countCall(count, { request, response }) {
  const tokensIn = countPart(count, request, argumentsOf);
  const tokensOut = countPart(count, response, resultOf);
  return {
    tokensIn: tokensIn.tokens,
    tokensOut: tokensOut.tokens,
    isEstimated: tokensIn.isEstimated || tokensOut.isEstimated,
  };
}

/**
 * What was cut is counted as it is and extrapolated by bytes: the frame around it is small beside it.
 *
 * @param {(text: string) => number} count
 * @param {Part} part
 * @param {(text: string) => string} pick
 */
function countPart(count, { head, bytes }, pick) {
  const text = new TextDecoder().decode(head);
  if (head.length < bytes) {
    const tokens = countText(count, text);
    return {
      tokens: Math.ceil((tokens * bytes) / head.length),
      isEstimated: true,
    };
  }
  const picked = pick(text);
  const counted = picked.slice(0, MAX_COUNTED);
  const tokens = countText(count, counted);
  return counted.length === picked.length
    ? { tokens, isEstimated: false }
    : {
        tokens: Math.ceil((tokens * picked.length) / counted.length),
        isEstimated: true,
      };
}

/** @param {string} text */
function argumentsOf(text) {
  const { params } = JSON.parse(text);
  const { name, uri, arguments: given } = params ?? {};
  return JSON.stringify(given ?? { name, uri });
}

/**
 * What a model reads of an answer: the texts of its contents; structured content is the same again for programs.
 *
 * @param {string} text
 */
function resultOf(text) {
  const messages = text.trimStart().startsWith('{')
    ? [text]
    : text
        .split(/\r\n|\r|\n/)
        .filter(line => line.startsWith('data:'))
        .map(line => line.slice('data:'.length));
  return messages.map(message => shown(JSON.parse(message))).join('\n');
}

/** @param {any} message */
function shown({ result, error }) {
  if (error) return String(error.message ?? '');
  if (!result) return '';
  if (Array.isArray(result.content) && result.content.length > 0) {
    return result.content.map(textOf).join('\n');
  }
  if (Array.isArray(result.contents))
    return result.contents.map(textOf).join('\n');
  return JSON.stringify(result.structuredContent ?? result.messages ?? result);
}

/**
 * Pictures and sound cost a model something else than their text does: they are not counted as text.
 *
 * @param {any} block
 */
function textOf(block) {
  if (typeof block?.text === 'string') return block.text;
  if (typeof block?.resource?.text === 'string') return block.resource.text;
  const { data: _, blob: __, ...rest } = block ?? {};
  return JSON.stringify(rest);
}

/**
 * @param {(text: string) => number} count
 * @param {string} text
 */
function countText(count, text) {
  let tokens = 0;
  let from = 0;
  for (const match of text.matchAll(LONG_WORD)) {
    const to = match.index + match[0].length;
    tokens += count(text.slice(from, to));
    from = to;
  }
  return tokens + count(text.slice(from));
}

/** @param {keyof typeof ENCODINGS} encoding */
function createCount(encoding) {
  const { countTokens } = ENCODINGS[encoding]();
  // What looks like a control token of a model is text like any other.
  const options = { disallowedSpecial: new Set() };
  return (/** @type {string} */ text) => countTokens(text, options);
}

/** See `packJobs`: so many numbers there are of each call. */
const NUMBERS = 4;
const NOT_COUNTED = [NaN, NaN, NaN];

/**
 * Counts calls that came packed.
 *
 * @param {(text: string) => number} count
 * @param {{ ids: string[], heads: Uint8Array, numbers: Float64Array }} packed
 */
function countPacked(count, { ids, heads, numbers }) {
  let at = 0;
  /** @param {number} place @returns {Part} */
  const partAt = place => {
    const head = heads.subarray(at, at + numbers[place]);
    at += head.length;
    return { head, bytes: numbers[place + 1] };
  };
  const counts = Float64Array.from(
    ids.flatMap((_, i) => {
      const request = partAt(NUMBERS * i);
      const response = partAt(NUMBERS * i + 2);
      try {
        const { tokensIn, tokensOut, isEstimated } = countCall(count, {
          ...{ request, response },
        });
        return [tokensIn, tokensOut, Number(isEstimated)];
      } catch {
        // No JSON, or none of MCP: whoever asks takes it from its size.
        return NOT_COUNTED;
      }
    }),
  );
  return { ids, counts };
}

module.exports = { countCall, countPacked, createCount };

if (parentPort && workerData?.encoding) {
  const port = parentPort;
  // On Linux it is this thread's; elsewhere it would be the whole process'.
  if (process.platform === 'linux') setPriority(NICE);
  const count = createCount(workerData.encoding);
  port.on('message', packed => port.postMessage(countPacked(count, packed)));
}
