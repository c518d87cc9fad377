/** Formats that a browser shows without running anything. SVG is none of them. */
const MEDIA = {
  image: ['image/png', 'image/jpeg', 'image/webp', 'image/gif'],
  audio: [
    'audio/mpeg',
    'audio/mp4',
    'audio/ogg',
    'audio/wav',
    'audio/webm',
    'audio/flac',
  ],
} as const;
const MAX_BASE64 = 8 * 1024 * 1024;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** An address that shows media without asking anybody for it, or why there is none. */
export type MediaUrl =
  | { ok: true; url: string }
  | { ok: false; why: 'not-shown' | 'too-large' };

/** Makes the address of media that came as base64. Its type is one of the list, never the server's own words. */
export function mediaUrl(
  kind: keyof typeof MEDIA,
  mimeType: unknown,
  data: unknown,
): MediaUrl {
  const type = MEDIA[kind].find(known => known === mimeType);
  if (!type || typeof data !== 'string') return { ok: false, why: 'not-shown' };
  if (data.length > MAX_BASE64) return { ok: false, why: 'too-large' };
  if (!BASE64.test(data)) return { ok: false, why: 'not-shown' };
  return { ok: true, url: `data:${type};base64,${data}` };
}
