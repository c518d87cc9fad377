import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineInfo } from '../engine/schemas';
import { seccompProfile } from '../plan/seccompProfile';
import type { DockerSettings } from '../settings/DockerSettings';
import type { Engine } from './Engine';
import { engineProblems, type Problem, runtimeInForce } from './engineStatus';
import { prepareDirectory } from './prepareDirectory';

const FRESH_MS = 5_000;

/** An engine that servers can run in. */
export interface ReadyEngine {
  readonly kind: 'docker' | 'podman';
  readonly runtime: string;
  readonly tier: string;
  /** The filter of system calls, as this engine takes it. */
  readonly seccomp: string;
}

/** What a look at the engine found: it, or what is missing. */
export interface EngineLook {
  readonly ready?: ReadyEngine;
  readonly problems: readonly Problem[];
}

/** Looks whether servers can run in the engine. */
export class EngineProbe {
  static create(options: {
    engine: Engine;
    settings: DockerSettings;
  }): EngineProbe {
    return new EngineProbe(options);
  }

  readonly #engine: Engine;
  readonly #settings: DockerSettings;
  #latest?: { at: number; look: Promise<EngineLook> };

  private constructor({
    engine,
    settings,
  }: Parameters<typeof EngineProbe.create>[0]) {
    this.#engine = engine;
    this.#settings = settings;
  }

  /** What holds now. An engine may end, and come back as another one. */
  async look(): Promise<EngineLook> {
    const now = performance.now();
    if (!this.#latest || now - this.#latest.at > FRESH_MS) {
      this.#latest = { at: now, look: this.#look() };
    }
    return this.#latest.look;
  }

  /** @throws Error with what is missing, for people. */
  async ready(): Promise<ReadyEngine> {
    const { ready, problems } = await this.look();
    if (ready) return ready;
    // The next one who asks is not told what was missing a moment ago.
    this.#latest = undefined;
    throw new Error(
      problems.map(({ text, remedy }) => `${text} ${remedy}`).join(' '),
    );
  }

  async #look(): Promise<EngineLook> {
    const { directory, runDirectory } = this.#settings;
    try {
      [directory, runDirectory].forEach(prepareDirectory);
    } catch (error) {
      return {
        problems: [
          {
            text: `${(error as Error).message}.`,
            remedy:
              'Set mcpGateway.runtimes.docker.directory and runDirectory to folders that the gateway may make.',
          },
        ],
      };
    }
    let info: EngineInfo;
    let kind: 'docker' | 'podman';
    try {
      [kind, info] = await Promise.all([
        this.#engine.kind(),
        this.#engine.info(),
      ]);
    } catch (error) {
      return {
        problems: [
          {
            text: `${(error as Error).message}.`,
            remedy:
              'Start Docker or Podman (podman system service), and set mcpGateway.runtimes.docker.socket to its socket.',
          },
        ],
      };
    }
    const problems = engineProblems(info, kind, this.#settings);
    if (problems.length > 0) return { problems };
    const runtime = runtimeInForce(info, this.#settings);
    return {
      problems,
      ready: {
        ...{ kind, runtime },
        tier: `${kind}+${runtime}+seccomp`,
        seccomp: this.#seccomp(kind),
      },
    };
  }

  /** Docker takes the filter itself, Podman the name of a file that has it. */
  #seccomp(kind: 'docker' | 'podman'): string {
    const text = JSON.stringify(seccompProfile());
    if (kind === 'docker') return text;
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
    const file = join(this.#settings.directory, `seccomp-${hash}.json`);
    mkdirSync(this.#settings.directory, { recursive: true, mode: 0o711 });
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }
}
