/** Writes ASN.1 values in DER, as far as certificates need it. */

/** One value: its tag and what is in it. */
export function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  if (length < 0x80) size.shift();
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

export const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
export const octets = (content: Buffer) => der(0x04, content);
export const text = (value: string) => der(0x0c, Buffer.from(value));
export const integer = (value: Buffer) => der(0x02, value);
export const bits = (content: Buffer, unused = 0) =>
  der(0x03, Buffer.from([unused]), content);
export const yes = der(0x01, Buffer.from([0xff]));

export function oid(dotted: string): Buffer {
  const [first, second, ...others] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of others) {
    const groups = [part & 0x7f];
    for (let rest = part >> 7; rest > 0; rest >>= 7) {
      groups.unshift((rest & 0x7f) | 0x80);
    }
    bytes.push(...groups);
  }
  return der(0x06, Buffer.from(bytes));
}

export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return der(0x17, Buffer.from(digits.slice(2)));
}

export const name = (commonName?: string) =>
  sequence(
    ...(commonName
      ? [der(0x31, sequence(oid('2.5.4.3'), text(commonName)))]
      : []),
  );
