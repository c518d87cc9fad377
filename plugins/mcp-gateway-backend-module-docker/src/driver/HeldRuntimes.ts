import type {
  RuntimeProcess,
  RuntimeSpec,
} from '@sallyport/backstage-plugin-mcp-gateway-node';

type Runtime = Pick<RuntimeSpec, 'owner' | 'runtimeId'>;

/** Which runtimes this process has started, from before there is anything of them until nothing is left. */
export class HeldRuntimes {
  static create(): HeldRuntimes {
    return new HeldRuntimes();
  }

  readonly #owners = new Set<string>();
  readonly #ids = new Set<string>();

  private constructor() {}

  async hold<T extends Pick<RuntimeProcess, 'exited'>>(
    { owner, runtimeId }: Runtime,
    start: () => Promise<T>,
  ): Promise<T> {
    this.#owners.add(owner);
    this.#ids.add(runtimeId);
    const letGo = () => void this.#ids.delete(runtimeId);
    try {
      const started = await start();
      started.exited.then(letGo, letGo);
      return started;
    } catch (error) {
      letGo();
      throw error;
    }
  }

  /** Whether it is held; of owners elsewhere nobody here knows, so that everything of theirs is. */
  has({ owner, runtimeId }: Runtime): boolean {
    return !this.#owners.has(owner) || this.#ids.has(runtimeId);
  }
}
