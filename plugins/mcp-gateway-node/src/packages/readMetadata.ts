import type { InstalledPackage } from '../runtimes/RuntimeDriver';

const MOST = 300;

/** Reads who a Python package says that it is, in the head of its `METADATA`. Pure. */
export function readMetadata(text: string): InstalledPackage | undefined {
  const head = text.split(/\r?\n\r?\n/, 1)[0];
  const valueOf = (key: string) =>
    new RegExp(`^${key}:[ \\t]*(.+)$`, 'im').exec(head)?.[1].trim();
  const [name, version] = [valueOf('Name'), valueOf('Version')];
  if (!name || !version || name.length > MOST || version.length > MOST) {
    return undefined;
  }
  const licence = valueOf('License-Expression') ?? valueOf('License');
  return {
    ...{ name, version },
    // Some have the whole text of it there.
    ...(licence && licence.length <= MOST && { licence }),
  };
}
