/** `host port`, since either may have colons. @throws Error where it is none. */
export function readAddress(text: string | undefined): {
  host: string;
  port: number;
} {
  const [host, port] = (text ?? '').split(' ');
  if (!host || !(Number(port) > 0)) throw new Error(`No address: '${text}'`);
  return { host, port: Number(port) };
}
