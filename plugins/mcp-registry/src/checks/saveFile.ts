/** Saves something as a file of JSON. */
export function saveFile(content: object, name: string): void {
  const blob = new Blob([JSON.stringify(content, null, 2)], {
    type: 'application/octet-stream',
  });
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** As much of a digest as a file’s name needs. */
export function shortDigest(digest: string): string {
  return digest.replace('sha256:', '').slice(0, 12);
}
