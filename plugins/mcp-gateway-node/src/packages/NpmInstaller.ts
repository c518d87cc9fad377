import type {
  ProfileEgress,
  RuntimeLimits,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RuntimeProcess } from '../runtimes/RuntimeDriver';

/** One run of npm: all that it is given, whoever runs it. */
export interface NpmRun {
  /** Unique for each. */
  readonly id: string;
  /** The folder of the machine that it installs into, and where that is inside. It is the only one that it may write to. */
  readonly folder: string;
  readonly inside: string;
  /** What npm is called with. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Files that it alone may read, by their place inside: configuration with credentials. */
  readonly files: Readonly<Record<string, string>>;
  /** The registries, and nothing else. */
  readonly reach: ProfileEgress;
  readonly limits: Required<RuntimeLimits>;
  /** It wanted to reach something else. */
  onRefused(place: string): void;
}

/** npm at work, until it ends by itself or is ended. */
export type RunningNpm = Pick<
  RuntimeProcess,
  'stdin' | 'stdout' | 'stderr' | 'exited' | 'stop'
>;

/** A driver's way to run npm: as confined as what it runs servers in. */
export interface NpmInstaller {
  /** @throws Error with a text for people; then nothing of it is left. */
  start(run: NpmRun): Promise<RunningNpm>;
}
