/** Shorter ones are found by chance. */
const MIN_LENGTH = 8;

/**
 * A secret in all the forms in which it is still one: as it is, in JSON and in JSON within JSON, in addresses, in hexadecimal, and in base64,
 * also where it is only a part of what was encoded (a name and a password).
 */
export function formsOf(value: string): Set<string> {
  if (value.length < MIN_LENGTH) return new Set();
  const inJson = JSON.stringify(value).slice(1, -1);
  const forms = [
    value,
    // CSV doubles quotes.
    value.replaceAll('"', '""'),
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    // What is no whole letter cannot be in an address.
    encodeURIComponent(Buffer.from(value).toString()),
    new URLSearchParams({ '': value }).toString().slice(1),
    Buffer.from(value).toString('hex'),
    Buffer.from(value).toString('hex').toUpperCase(),
    ...[0, 1, 2].flatMap(before => inBase64(value, before)),
  ];
  return new Set(forms.filter(form => form.length >= MIN_LENGTH));
}

/** What base64 makes of it behind other bytes: the letters that depend on nothing else. */
function inBase64(value: string, before: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
  const from = Math.ceil((before * 8) / 6);
  const to = Math.floor((bytes.length * 8) / 6);
  const text = bytes.toString('base64').slice(from, to);
  return [text, text.replaceAll('+', '-').replaceAll('/', '_')];
}
