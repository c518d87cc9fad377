import { closeJson } from './closeJson';
import { MASK, maskText } from './maskText';
import { isCountName, isSecretName } from './isSecretName';

/** How much is left of what is redacted. */
export const REDACTION_BOUNDS = {
  /** Of a text. */
  text: 2_000,
  /** Of a name. */
  name: 200,
  items: 100,
  depth: 12,
  /** Of all texts and names together. */
  total: 16 * 1024,
} as const;

const CUT = '…';
const NAME_FIELDS = ['name', 'key', 'header', 'field', 'variable', 'id'];
const VALUE_FIELDS = new Set(['value', 'values', 'val', 'content', 'data']);
const BASE64 = /^[A-Za-z0-9+/_-]{256,}={0,2}$/;

/** One redaction: what it may still keep, and what it has left out. */
export class Redaction {
  masked = 0;
  isCut = false;
  #left: number = REDACTION_BOUNDS.total;

  value(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.#text(value, depth);
    if (typeof value !== 'object' || value === null) return this.#plain(value);
    if (depth >= REDACTION_BOUNDS.depth || this.#left <= 0) return this.#cut();
    return Array.isArray(value)
      ? this.#list(value, depth)
      : this.#object(value as Record<string, unknown>, depth);
  }

  #list(list: readonly unknown[], depth: number): unknown[] {
    const result: unknown[] = [];
    for (const [index, item] of list.entries()) {
      if (index >= REDACTION_BOUNDS.items || this.#left <= 0) {
        result.push(this.#cut());
        break;
      }
      // `["--password", "…"]`, `["Authorization", "…"]`
      const before = list[index - 1];
      const isNamed =
        typeof before === 'string' &&
        /^-{0,2}[\w.-]{1,60}:?$/.test(before) &&
        isSecretName(before);
      result.push(isNamed ? this.#mask(item) : this.value(item, depth + 1));
    }
    return result;
  }

  #object(object: Record<string, unknown>, depth: number): unknown {
    const result: [string, unknown][] = [];
    const isPair = NAME_FIELDS.some(field => {
      const name = Object.hasOwn(object, field) ? object[field] : undefined;
      return typeof name === 'string' && isSecretName(name);
    });
    for (const [index, [name, value]] of Object.entries(object).entries()) {
      if (index >= REDACTION_BOUNDS.items || this.#left <= 0) {
        result.push([CUT, this.#cut()]);
        break;
      }
      const isAmount = typeof value === 'number' && isCountName(name);
      const isSecret =
        (isSecretName(name) && !isAmount) ||
        (isPair && VALUE_FIELDS.has(name.toLowerCase()));
      result.push([
        this.#name(name),
        isSecret ? this.#mask(value) : this.value(value, depth + 1),
      ]);
    }
    // A name such as `__proto__` is a name like others.
    return Object.fromEntries(result);
  }

  #mask(value: unknown): unknown {
    // Whether there is one is no secret.
    if (value === null || value === undefined || typeof value === 'boolean') {
      return value;
    }
    if (value === '') return value;
    this.masked += 1;
    return MASK;
  }

  #name(name: string): string {
    const { text, masked } = maskText(name.slice(0, REDACTION_BOUNDS.name * 4));
    this.masked += masked;
    return this.#take(text, REDACTION_BOUNDS.name);
  }

  #text(whole: string, depth: number): unknown {
    const inside = this.#inside(whole, depth);
    if (inside !== undefined) return inside;
    if (BASE64.test(whole)) {
      this.isCut = true;
      return `[${whole.length} characters that are no text]`;
    }
    const { text, masked } = maskText(whole);
    this.masked += masked;
    return this.#take(text, REDACTION_BOUNDS.text);
  }

  /** JSON in a text, as servers give their results: redacted as what it is. */
  #inside(text: string, depth: number): unknown {
    if (!/^\s*[{[]/.test(text) || depth >= REDACTION_BOUNDS.depth) {
      return undefined;
    }
    const json = parse(text) ?? parse(closeJson(text));
    return typeof json === 'object' && json !== null
      ? JSON.stringify(this.value(json, depth + 1))
      : undefined;
  }

  #plain(value: unknown): unknown {
    this.#left -= 8;
    return value;
  }

  #take(text: string, most: number): string {
    const room = Math.max(0, Math.min(most, this.#left));
    this.#left -= Math.min(text.length, room) + 4;
    if (text.length <= room) return text;
    this.isCut = true;
    const kept = text.slice(0, room).replace(/[\uD800-\uDBFF]$/, '');
    return `${kept}${CUT} (${text.length - kept.length} more characters)`;
  }

  #cut(): string {
    this.isCut = true;
    return CUT;
  }
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
