import { relative } from 'node:path';
import type {
  EgressPlan,
  ResolvedMount,
  RuntimeSpec,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Images } from '../images/Images';
import {
  planImageServer,
  planNodeServer,
  type ServerCall,
} from '../plan/planServer';
import type { DockerSettings } from '../settings/DockerSettings';

const MOST_VOLUMES = 20;

/**
 * What a container of a server is made of, and how the server is called in it.
 *
 * @throws Error where that is not there any more, or not of this driver.
 */
export async function planCall(options: {
  spec: RuntimeSpec;
  images: Images;
  settings: Pick<DockerSettings, 'directory' | 'nodeImage'>;
  egress: EgressPlan;
  mounts: readonly ResolvedMount[];
  /** Brings the image with Node; called where it is needed. */
  nodeImage(): Promise<string>;
  memoryBytes: number;
}): Promise<{ image: string; call: ServerCall }> {
  const { spec, images, settings, egress, mounts, memoryBytes } = options;
  const { prepared } = spec;
  const server = {
    ...spec,
    package: prepared.package,
    egressEnv: egress.env,
    mounts,
  };
  if (prepared.package.registry === 'oci') {
    const image = await images.find(prepared.location);
    if (!image) {
      throw new Error(
        `The image of ${prepared.package.identifier} is not on this machine any more`,
      );
    }
    const { Entrypoint = [], Cmd = [], Volumes } = image.Config ?? {};
    const volumes = Object.keys(Volumes ?? {});
    if (volumes.length > MOST_VOLUMES) {
      throw new Error(
        `${prepared.package.identifier} declares ${volumes.length} volumes, more than ${MOST_VOLUMES}`,
      );
    }
    const call = planImageServer(server, {
      entrypoint: Entrypoint,
      arguments: Cmd,
      volumes,
    });
    return { image: prepared.location, call };
  }
  const { nodeImage, directory } = settings;
  if (!nodeImage || relative(directory, prepared.location).startsWith('..')) {
    throw new Error(`${prepared.location} was not installed by this driver`);
  }
  const call = planNodeServer(server, {
    node: nodeImage.node,
    folder: prepared.location,
    commands: prepared.commands,
    memoryBytes,
  });
  return { image: await options.nodeImage(), call };
}
