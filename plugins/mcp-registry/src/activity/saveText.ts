import { saveBlob } from '../components/saveBlob';

/** Hands a text to the browser as a file. */
export function saveText(
  text: string,
  options: { type: string; name: string },
): void {
  saveBlob(new Blob([text], { type: options.type }), options.name);
}
