import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { Clock } from '../../service/Clock';
import { ContentsCheck } from './ContentsCheck';
import { findAdvisories } from './findAdvisories';
import { osvKind } from './osv/osvKind';
import type { PublishedSboms } from './sbom/PublishedSboms';
import type { ContentsSettings } from './settings/ContentsSettings';
import type { SourceBounds } from './sources/DataSource';
import { SourceIntake } from './sources/SourceIntake';
import { vexKind } from './vex/vexKind';

const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;
const MAX_DOCUMENTS = 2_000_000;

/** The check of what packages are made of, and what it goes by: by `mcpRegistry.contents`. */
export function createContents(options: {
  knex: Knex;
  clock: Clock;
  logger: LoggerService;
  settings: ContentsSettings;
  published: PublishedSboms;
}) {
  const { settings } = options;
  const bounds: SourceBounds = {
    maxBytes: settings.maxBytes,
    maxDocumentBytes: MAX_DOCUMENT_BYTES,
    maxDocuments: MAX_DOCUMENTS,
  };
  const reading = { ...options, bounds, timeoutMs: settings.timeoutMs };
  const intakes = [
    SourceIntake.create({ ...reading, kind: osvKind, sources: settings.osv }),
    SourceIntake.create({ ...reading, kind: vexKind, sources: settings.vex }),
  ];
  return {
    check: ContentsCheck.create(options),
    /** For the set-up checks. */
    finding: () => findAdvisories(options),
    /** Reads what is new at all sources. @returns whether anything is. */
    async read(): Promise<boolean> {
      let isNew = false;
      for (const intake of intakes) {
        if (await intake.run()) isNew = true;
      }
      return isNew;
    },
  };
}
