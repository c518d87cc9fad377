import { saveBlob } from '../components/saveBlob';

/** Saves something as a file of JSON. */
export function saveFile(content: object, name: string): void {
  const blob = new Blob([JSON.stringify(content, null, 2)], {
    type: 'application/octet-stream',
  });
  saveBlob(blob, name);
}

/** As much of a digest as a file’s name needs. */
export function shortDigest(digest: string): string {
  return digest.replace('sha256:', '').slice(0, 12);
}
