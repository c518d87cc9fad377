import { saveBlob } from '../components/saveBlob';

/** Puts text on the person's disk. */
export function saveFile(name: string, text: string): void {
  // Of no type that a browser would open: it is for the disk.
  const blob = new Blob([text], { type: 'application/octet-stream' });
  saveBlob(blob, name);
}
