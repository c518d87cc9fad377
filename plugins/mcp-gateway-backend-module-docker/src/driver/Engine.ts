import { attach, type Attachment } from '../engine/attach';
import type { EngineClient } from '../engine/EngineClient';
import { EngineError } from '../engine/EngineError';
import {
  containerSchema,
  createdSchema,
  type EngineContainer,
  infoSchema,
  type EngineInfo,
  listSchema,
  podmanContainerSchema,
  statsSchema,
  waitedSchema,
} from '../engine/schemas';
import type { ContainerBody } from '../plan/ContainerPlan';
import { labelFilter, readLabels } from '../plan/labels';
import { verifyContainer } from '../plan/verifyContainer';

const PODMAN_API = 'v4.0.0';
/** What looks after its containers gives up an output that is not read at once. */
const PODMAN_UNREAD = 32 * 1024 * 1024;

/** What this driver asks of an engine, in its own words. */
export class Engine {
  static create(client: EngineClient): Engine {
    return new Engine(client);
  }

  readonly client: EngineClient;

  private constructor(client: EngineClient) {
    this.client = client;
  }

  /** Which engine it is: some things Podman does otherwise. */
  async kind(): Promise<'docker' | 'podman'> {
    const { Components } = await this.client.version();
    return Components.some(({ Name }) => /podman/i.test(Name))
      ? 'podman'
      : 'docker';
  }

  info(): Promise<EngineInfo> {
    return this.client.json({ method: 'GET', path: '/info' }, infoSchema);
  }

  /**
   * Makes a container that does not run yet, and looks whether it is what was asked for.
   *
   * @throws Error; there may be one all the same, whose id nobody has learned: {@link removeOf} finds it.
   */
  async make(body: ContainerBody): Promise<string> {
    const { Id } = await this.client.json(
      { method: 'POST', path: '/containers/create', body },
      createdSchema,
    );
    await this.verify(Id, body);
    return Id;
  }

  /** Removes whatever there is of one runtime, by its labels. */
  async removeOf(runtime: {
    instance: string;
    runtimeId: string;
  }): Promise<void> {
    for (const { id, labels } of await this.list(runtime.instance)) {
      if (labels.runtimeId === runtime.runtimeId) await this.remove(id);
    }
  }

  /** @throws Error where the container is not what was asked for. */
  async verify(id: string, body: ContainerBody): Promise<EngineContainer> {
    const found = await this.inspect(id);
    if (!found) throw new Error('The container is gone');
    const isPodman = (await this.kind()) === 'podman';
    const podman = isPodman ? await this.#inspectPodman(id) : undefined;
    const problems = verifyContainer({
      body,
      found,
      ...(podman && { podman }),
    });
    if (problems.length === 0) return found;
    throw new Error(
      `The container engine did not give the container what was asked for: ${problems.join(
        ', ',
      )}`,
    );
  }

  /** Undefined where there is none. */
  async inspect(id: string): Promise<EngineContainer | undefined> {
    return unlessGone(
      this.client.json(
        { method: 'GET', path: `/containers/${id}/json` },
        containerSchema,
      ),
    );
  }

  /** Attaches to a container that does not run yet, so that nothing is missed. */
  async attach(id: string): Promise<Attachment> {
    const isPodman = (await this.kind()) === 'podman';
    return attach({
      client: this.client,
      id,
      ...(isPodman && { mostUnread: PODMAN_UNREAD }),
    });
  }

  start(id: string): Promise<void> {
    return this.client.run({ method: 'POST', path: `/containers/${id}/start` });
  }

  /** Resolves when it does not run. */
  async waitForEnd(id: string): Promise<void> {
    await unlessGone(
      this.client.json(
        {
          method: 'POST',
          path: `/containers/${id}/wait`,
          query: { condition: 'not-running' },
          timeoutMs: 0,
        },
        waitedSchema,
      ),
    );
  }

  /** Nothing happens where it does not run any more. */
  async signal(id: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    try {
      await this.client.run({
        method: 'POST',
        path: `/containers/${id}/kill`,
        query: { signal },
      });
    } catch (error) {
      const status = error instanceof EngineError ? error.status : undefined;
      if (status !== 404 && status !== 409) throw error;
    }
  }

  /** Ends it, and removes it with all that is its own. */
  async remove(id: string): Promise<void> {
    await unlessGone(
      this.client.run({
        method: 'DELETE',
        path: `/containers/${id}`,
        query: { force: 'true', v: 'true' },
      }),
    );
  }

  /** The containers of one gateway's folder, running or not; what shares another's network before it, as Podman wants them to go. */
  async list(instance: string) {
    const all = await this.client.json(
      {
        method: 'GET',
        path: '/containers/json',
        query: { all: 'true', filters: labelFilter(instance) },
      },
      listSchema,
    );
    const found = all.flatMap(({ Id, Labels }) => {
      const labels = readLabels(Labels);
      // Whatever the engine makes of the filter: another gateway's are not ours to end.
      return labels?.instance === instance ? [{ id: Id, labels }] : [];
    });
    const isLast = (one: (typeof found)[number]) =>
      one.labels.role === 'egress';
    return found.sort((a, b) => Number(isLast(a)) - Number(isLast(b)));
  }

  async stats(id: string) {
    const { memory_stats, cpu_stats, pids_stats } = await this.client.json(
      {
        method: 'GET',
        path: `/containers/${id}/stats`,
        query: { stream: 'false', 'one-shot': 'true' },
      },
      statsSchema,
    );
    const { usage, stats } = memory_stats;
    // What the kernel keeps of files, and gives back when it is asked to.
    const spare = stats?.total_inactive_file ?? stats?.inactive_file ?? 0;
    return {
      memoryBytes: Math.max(0, (usage ?? 0) - spare),
      cpuSeconds: cpu_stats.cpu_usage.total_usage / 1e9,
      pids: pids_stats.current ?? 0,
    };
  }

  #inspectPodman(id: string) {
    return this.client.json(
      {
        method: 'GET',
        prefix: `/${PODMAN_API}/libpod`,
        path: `/containers/${id}/json`,
      },
      podmanContainerSchema,
    );
  }
}

async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  }
}
