import {
  type CheckFinding,
  type CheckResult,
  outcomeOf,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type {
  CheckSubject,
  RevisionCheck,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import { RegistryUnreachable } from '../trust/registries/RegistryHttp';
import { couldNot, doesNotApply } from '../trust/findings';
import { ScannerFailed } from './ScannerFailed';
import { scannerManifest } from './scannerManifest';
import type { ScannedKind, ScannerSettings } from './ScannerSettings';

/** What a scanner is handed. */
export interface ScanRequest {
  readonly subject: Pick<CheckSubject, 'digest' | 'snapshot' | 'toolSurface'>;
  readonly kind: ScannedKind;
  /** A list of what it is made of, in JSON, where there is one. */
  readonly sbom?: string;
}

/** What a scanner said. */
export interface ScanReport {
  readonly findings: readonly CheckFinding[];
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly dataAt?: string;
}

/** Asks one scanner. */
export interface Scanner {
  /** @returns `undefined` where it takes nothing of this kind. @throws ScannerFailed, RegistryUnreachable */
  scan(
    request: ScanRequest,
    options: { signal: AbortSignal },
  ): Promise<ScanReport | undefined>;
}

/** What an external scanner says of a revision, as a check. Whatever goes wrong with it is an error and never a pass. */
export class ScannerCheck implements RevisionCheck {
  static create(options: {
    settings: ScannerSettings;
    scanner: Scanner;
    /** A list of contents of a revision, in JSON. */
    findSbom(digest: string): Promise<string | undefined>;
  }): ScannerCheck {
    return new ScannerCheck(options);
  }

  readonly manifest;
  readonly #options: Parameters<typeof ScannerCheck.create>[0];

  private constructor(options: Parameters<typeof ScannerCheck.create>[0]) {
    this.manifest = scannerManifest(options.settings);
    this.#options = options;
  }

  async run(
    subject: CheckSubject,
    { signal }: { signal: AbortSignal },
  ): Promise<CheckResult> {
    const { settings, scanner, findSbom } = this.#options;
    const kind = kindOf(subject);
    if (!settings.kinds.includes(kind)) {
      return doesNotApply(
        `This scanner is asked about ${settings.kinds.join(
          ', ',
        )}, and this is ${kind}.`,
      );
    }
    try {
      const sbom = await findSbom(subject.digest);
      const report = await scanner.scan(
        { subject, kind, ...(sbom !== undefined && { sbom }) },
        { signal },
      );
      return report
        ? resultOf(report)
        : doesNotApply(`This scanner takes nothing of the kind ${kind}.`);
    } catch (error) {
      if (error instanceof ScannerFailed) {
        const { message, isTransient } = error;
        return { ...couldNot(message), ...(isTransient && { isTransient }) };
      }
      if (error instanceof RegistryUnreachable) {
        return {
          ...couldNot(`Not reachable: ${error.message}.`),
          isTransient: true,
        };
      }
      throw error;
    }
  }
}

function resultOf({ findings, evidence, dataAt }: ScanReport): CheckResult {
  const serious = findings.filter(({ level }) => level === 'error');
  const [worst] = [
    ...serious,
    ...findings.filter(({ level }) => level === 'warning'),
  ];
  return {
    ...{ findings, evidence, outcome: outcomeOf(findings) },
    summary: worst?.message ?? 'The scanner found nothing that needs a look.',
    ...(dataAt && { dataAt }),
  };
}

function kindOf({ snapshot }: CheckSubject): ScannedKind {
  const { package: wanted, upstream } = snapshot;
  return upstream || !wanted ? 'remote' : wanted.registry;
}
