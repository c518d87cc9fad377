import {
  type DataSource,
  type OpenedSource,
  type SourceBounds,
  SourceUnreadable,
} from './DataSource';
import { openDirectory } from './openDirectory';
import { openUrl } from './openUrl';

/** Opens what the configuration names, wherever it lies. */
export async function openSource(
  source: DataSource,
  options: { bounds: SourceBounds; timeoutMs: number; signal: AbortSignal },
): Promise<OpenedSource> {
  const { directory, url } = source;
  if (directory !== undefined) {
    return await openDirectory(directory, options.bounds);
  }
  if (url) return await openUrl({ ...source, url }, options);
  throw new SourceUnreadable(`${source.name} is nowhere`);
}
