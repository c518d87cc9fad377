import { isSecretName } from './isSecretName';
import { looksRandom } from './looksRandom';

/** What stands in the place of a secret. */
export const MASK = '[masked]';

/** How well-known services and formats write their secrets, anywhere in a text. */
const SHAPES = [
  // A key that was cut off as well.
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,20}-----[\s\S]*?(?:-----END[^-]{0,60}-----|$)/g,
  /\bgh[pousr]_\w{16,}/g,
  /\bgithub_pat_\w{16,}/g,
  /\bglpat-[\w-]{12,}/g,
  /\bxox[a-z]-[\w-]{8,}/g,
  /\b[sr]k[-_](?:live|test|ant|proj)?[-_]?[\w-]{16,}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{12,}/g,
  /\bAIza[\w-]{20,}/g,
  /\bya29\.[\w-]{10,}/g,
  /\bnpm_\w{20,}/g,
  /\bhv[sbr]\.[\w-]{16,}/g,
  /\bSG\.[\w-]{10,}\.[\w-]{10,}/g,
  /\bsallyport_[a-z]{2,4}_[0-9A-Za-z]{12,}/g,
  /\beyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*){0,3}/g,
];

const NAMED =
  /(["']?)([A-Za-z][\w.-]{0,60})\1[ \t]{0,8}(:=|=>|[:=])[ \t]{0,8}("(?:[^"\\]|\\[\s\S])*"?|'(?:[^'\\]|\\[\s\S])*'?|[^\s"'{}[\]][^\n,;&<>{}[\]"']*)/g;
const FLAG = /(--?)([A-Za-z][\w-]{0,60})([ =])("[^"]*"?|'[^']*'?|[^\s"'-]\S*)/g;
const IN_WORDS =
  /\b(pass(?:word|phrase|code)|secret|token|pin|api key|key)(\s+(?:is|was|will be)\s+)(["'`]?[^\s"'`]+)/gi;
const USER_INFO =
  /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^/\s:@]{0,200}):[^/\s@]{1,500}@/gi;
const SCHEME =
  /\b(Bearer|Basic|Digest|Negotiate|ApiKey|Token)[ \t]+([\w.~+/=:-]{6,})/gi;
const RUN = /[A-Za-z0-9+/_=-]{24,}/g;

/** Quote, name, sign and value; then where it begins, and in what. */
type NamedMatch = [string, string, string, string, number, string];

/** Text without what looks like a secret: by its shape, by the name before it, or since it looks like chance. Pure. */
export function maskText(text: string): { text: string; masked: number } {
  let masked = 0;
  const mask = () => {
    masked += 1;
    return MASK;
  };
  let result = text;
  for (const shape of SHAPES) result = result.replace(shape, mask);
  result = result
    .replace(USER_INFO, (_all, before: string) => `${before}:${mask()}@`)
    .replace(SCHEME, (all: string, scheme: string, value: string) =>
      /^bearer$/i.test(scheme) || /[A-Z0-9=]/.test(value)
        ? `${scheme} ${mask()}`
        : all,
    );
  result = maskBelow(result, mask);
  result = result
    .replace(NAMED, (all: string, ...found: NamedMatch) => {
      const [, name, sign, value, at, whole] = found;
      if (!isSecretName(name)) return all;
      // `Bearer [masked]`: that was all.
      const isDone =
        /^\S*\s*$/.test(value) && whole.startsWith(MASK, at + all.length);
      return isDone
        ? all
        : all.slice(0, -value.length) + masksUntil(value, sign, mask);
    })
    .replace(
      FLAG,
      (all: string, dashes: string, name: string, gap: string, value: string) =>
        isSecretName(name) && !value.startsWith(MASK)
          ? `${dashes}${name}${gap}${mask()}`
          : all,
    )
    .replace(
      IN_WORDS,
      (all: string, what: string, verb: string, value: string) =>
        value.startsWith(MASK) ? all : `${what}${verb}${mask()}`,
    )
    .replace(RUN, run => (looksRandom(run) ? mask() : run));
  return { text: result, masked };
}

/** After a colon a secret may have spaces; after an equals sign the next word is something else. */
function masksUntil(value: string, sign: string, mask: () => string): string {
  if (value.startsWith('"')) return `"${mask()}"`;
  if (value.startsWith("'")) return `'${mask()}'`;
  if (sign === ':') return mask();
  const [, rest = ''] = /^\S+([\s\S]*)$/.exec(value) ?? [];
  return `${mask()}${rest}`;
}

const BELOW =
  /(["']?)([A-Za-z][\w.-]{0,60})\1[ \t]{0,8}[:=][ \t]{0,8}(?=[{[])/g;

/** `"credentials": { … }` in the middle of a text: all that is between the brackets. */
function maskBelow(text: string, mask: () => string): string {
  let result = '';
  let from = 0;
  for (const found of text.matchAll(BELOW)) {
    const at = found.index + found[0].length;
    if (found.index < from || !isSecretName(found[2])) continue;
    // `token = [masked]` has been here.
    if (text.startsWith(MASK, at)) continue;
    result += `${text.slice(from, at)}${mask()}`;
    from = endOfBrackets(text, at);
  }
  return from === 0 ? text : result + text.slice(from);
}

function endOfBrackets(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{' || character === '[') depth += 1;
    if (character === '}' || character === ']') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}
