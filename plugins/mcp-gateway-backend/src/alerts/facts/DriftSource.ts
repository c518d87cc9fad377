import type { AccessDirectory } from '../../access/types';
import type { SightingStore } from '../../drift/SightingStore';
import type { FactPage, FactSource } from './FactSource';
import { documentsById } from './documentsById';

/** Reads how tools stand beside what was approved, whenever that changed. */
export class DriftSource implements FactSource {
  static create(options: {
    sightings: Pick<SightingStore, 'changesAfter'>;
    directory: Pick<AccessDirectory, 'get' | 'refs'>;
  }) {
    return new DriftSource(options);
  }

  readonly id = 'drift';
  readonly #options: Parameters<typeof DriftSource.create>[0];

  private constructor(options: Parameters<typeof DriftSource.create>[0]) {
    this.#options = options;
  }

  begin(): string {
    return '-1';
  }

  async read(position: string, now: number): Promise<FactPage> {
    const { sightings, directory } = this.#options;
    const changes = await sightings.changesAfter(Number(position));
    const documents = documentsById(directory);
    const facts = changes.sightings.flatMap(({ serverId, tool, standing }) => {
      const document = documents.get(serverId);
      if (!document) return [];
      const { serverRef } = document;
      const { departure } = standing;
      return [
        {
          kind: 'drift' as const,
          ...{ at: now, serverRef, tool },
          ...(departure && { departure }),
        },
      ];
    });
    return { facts, position: String(changes.head), isFull: false };
  }
}
