import type { RJSFSchema } from '@rjsf/utils';
import { customizeValidator } from '@rjsf/validator-ajv8';

/** A form for a schema, or why there is none: then people write JSON. */
export type FormPlan =
  | { kind: 'form'; schema: RJSFSchema }
  | { kind: 'json'; why: 'too-large' | 'not-understood' };

type JsonObject = Record<string, unknown>;

const MAX_DEPTH = 12;
const MAX_NODES = 1_500;
const MAX_OPTIONS = 500;
const MAX_TEXT = 4_000;
const MAX_PATTERN = 200;
/** Keywords whose values are kept as they are. What a form does not know is left to the server to check. */
const PLAIN = [
  'type',
  'default',
  'const',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'required',
] as const;
const FORMATS = new Set(['date', 'date-time', 'time', 'email', 'uri', 'uuid']);
/** Would reach into a prototype when the form copies its values. */
const BAD_NAMES = new Set(['__proto__', 'constructor', 'prototype']);
/** A repeated group that repeats within: the shape that freezes a page. */
const REPEATED_REPEAT = /[+*}]\??\)\s*[+*{]/;

class NoForm extends Error {
  constructor(readonly why: 'too-large' | 'not-understood') {
    super(why);
  }
}

class SchemaReader {
  readonly #document: unknown;
  #nodes = 0;

  constructor(document: unknown) {
    this.#document = document;
  }

  root(): RJSFSchema {
    const read = this.#read(this.#document, 0, []);
    if (typeof read === 'boolean') throw new NoForm('not-understood');
    if (read.type !== undefined && read.type !== 'object') {
      throw new NoForm('not-understood');
    }
    // The page has said already which tool this is.
    const { title: _, description: __, ...schema } = read;
    return { ...schema, type: 'object' };
  }

  #read(node: unknown, depth: number, via: readonly string[]): RJSFSchema {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES || depth > MAX_DEPTH) {
      throw new NoForm('too-large');
    }
    if (node === true) return {};
    if (!isObject(node)) throw new NoForm('not-understood');
    if ('$ref' in node || '$dynamicRef' in node || '$recursiveRef' in node) {
      return this.#follow(node, depth, via);
    }
    const child = (value: unknown) => this.#read(value, depth + 1, via);
    const out: JsonObject = {};
    for (const key of PLAIN) {
      if (node[key] !== undefined) out[key] = node[key];
    }
    for (const key of ['title', 'description'] as const) {
      const text = node[key];
      if (typeof text === 'string') out[key] = text.slice(0, MAX_TEXT);
    }
    if (Array.isArray(node.enum)) {
      if (node.enum.length > MAX_OPTIONS) throw new NoForm('too-large');
      out.enum = node.enum;
      if (Array.isArray(node.enumNames))
        out.enumNames = node.enumNames.map(String);
    }
    if (typeof node.format === 'string' && FORMATS.has(node.format)) {
      out.format = node.format;
    }
    if (isHarmlessPattern(node.pattern)) out.pattern = node.pattern;
    if (isObject(node.properties)) {
      out.properties = mapValues(node.properties, child);
    }
    if (node.items !== undefined) {
      if (Array.isArray(node.items)) throw new NoForm('not-understood');
      out.items = child(node.items);
    }
    const extra = node.additionalProperties;
    if (extra === false) out.additionalProperties = false;
    else if (isObject(extra)) out.additionalProperties = child(extra);
    for (const key of ['anyOf', 'oneOf', 'allOf'] as const) {
      const options = node[key];
      if (Array.isArray(options)) {
        if (options.length > MAX_OPTIONS) throw new NoForm('too-large');
        out[key] = options.map(child);
      }
    }
    return out;
  }

  #follow(node: JsonObject, depth: number, via: readonly string[]) {
    const { $ref: reference, ...rest } = node;
    if (typeof reference !== 'string' || !reference.startsWith('#')) {
      throw new NoForm('not-understood');
    }
    // It leads to itself: a form of it would never end.
    if (via.includes(reference)) throw new NoForm('not-understood');
    const target = resolvePointer(this.#document, reference);
    const read = this.#read(target, depth + 1, [...via, reference]);
    const { title, description } = rest;
    return {
      ...read,
      ...(typeof title === 'string' && { title: title.slice(0, MAX_TEXT) }),
      ...(typeof description === 'string' && {
        description: description.slice(0, MAX_TEXT),
      }),
      ...(rest.default !== undefined && { default: rest.default as never }),
    };
  }
}

/** RFC 6901, within the document. */
function resolvePointer(document: unknown, reference: string): unknown {
  let at = document;
  for (const part of reference.slice(1).split('/').slice(1)) {
    const key = decodeURIComponent(part)
      .replaceAll('~1', '/')
      .replaceAll('~0', '~');
    const holder: unknown = at;
    if (typeof holder !== 'object' || holder === null) return undefined;
    at = Object.hasOwn(holder, key) ? (holder as JsonObject)[key] : undefined;
  }
  return at;
}

function isHarmlessPattern(pattern: unknown): pattern is string {
  if (typeof pattern !== 'string' || pattern.length > MAX_PATTERN) return false;
  if (REPEATED_REPEAT.test(pattern) || /\\[1-9k]/.test(pattern)) return false;
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function mapValues(
  object: JsonObject,
  map: (value: unknown) => RJSFSchema,
): Record<string, RJSFSchema> {
  const entries = Object.entries(object);
  if (entries.some(([name]) => BAD_NAMES.has(name))) {
    throw new NoForm('not-understood');
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, map(value)]));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Turns the schema of a tool, which is untrusted, into one that a form can be made of: bounded, without references,
 * with known keywords only. No reference is ever fetched; one that leaves the schema, or that never ends, means JSON.
 */
export function toFormSchema(input: unknown): FormPlan {
  if (input === undefined) return { kind: 'form', schema: { type: 'object' } };
  try {
    const reader = new SchemaReader(input);
    const schema = reader.root();
    // Where even the bounded schema does not compile, a form would refuse every answer.
    const check = customizeValidator().rawValidation(schema, {});
    return check.validationError
      ? { kind: 'json', why: 'not-understood' }
      : { kind: 'form', schema };
  } catch (error) {
    return {
      kind: 'json',
      why: error instanceof NoForm ? error.why : 'not-understood',
    };
  }
}
