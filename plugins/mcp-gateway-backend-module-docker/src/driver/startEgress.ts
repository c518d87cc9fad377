import type {
  EgressBroker,
  InsideListener,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { firstOutput } from '../engine/attach';
import { ContainerEgress } from '../egress/ContainerEgress';
import { planContainer } from '../plan/planContainer';
import { planEgress } from '../plan/planEgress';
import type { Engine } from './Engine';

const READY_MS = 20_000;

/** A server's way out, listening in a network that the server will share. */
export interface RunningEgress {
  /** Of the container that the network is of; it is removed with whatever else there is of the runtime. */
  readonly id: string;
  /** Resolves when it does not carry any more. */
  readonly ended: Promise<void>;
  /** Ends the gateway's side of it. */
  close(): void;
}

/**
 * Makes a network with nothing but what listens in it for the gateway: before the server, so that the server finds it.
 *
 * @throws Error; a container may be left of it.
 */
export async function startEgress(
  options: {
    engine: Engine;
    broker: Pick<EgressBroker, 'connect' | 'close'>;
    listeners: readonly InsideListener[];
    folder: string;
  } & Parameters<typeof planEgress>[0],
): Promise<RunningEgress> {
  const { engine } = options;
  const sockets = await ContainerEgress.serve(options);
  const close = () => sockets.close();
  try {
    const id = await engine.make(planContainer(planEgress(options)));
    const attached = await engine.attach(id);
    await engine.start(id);
    await untilReady(attached.output, attached.log);
    attached.output.resume();
    attached.log.resume();
    return { id, ended: attached.detached, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function untilReady(
  ...[output, log]: Parameters<typeof firstOutput>[0][]
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>(resolve => {
    timer = setTimeout(() => resolve('it took too long'), READY_MS);
  });
  const said = await Promise.race([
    firstOutput(output),
    firstOutput(log),
    late,
  ]);
  clearTimeout(timer);
  if (said !== 'ready') {
    throw new Error(
      `The way out of the server could not be made: ${
        said.slice(0, 300) || 'it ended'
      }`,
    );
  }
}
