import type { NpmRun } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { NodeImageSettings } from '../settings/DockerSettings';
import { INSIDE } from './inside';
import type { ServerCall } from './planServer';

/** npm of the image with Node, called as a server is. Pure. */
export function planInstall(options: {
  run: NpmRun;
  image: NodeImageSettings;
  /** Variables that say where the proxy is. */
  egressEnv: Readonly<Record<string, string>>;
}): ServerCall {
  const { run, image, egressEnv } = options;
  return {
    entrypoint: [image.node],
    arguments: [image.npm, ...run.args],
    env: {
      HOME: INSIDE.tmp,
      TMPDIR: INSIDE.tmp,
      LANG: 'C.UTF-8',
      ...run.env,
      ...egressEnv,
    },
    files: run.files,
    mounts: [{ source: run.folder, inside: run.inside, isWritable: true }],
    memoryFolders: [],
    workingFolder: run.inside,
  };
}
