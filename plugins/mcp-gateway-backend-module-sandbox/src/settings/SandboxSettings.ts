import type { RuntimeLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type {
  MountSettings,
  PackageSettings,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { PypiOptions } from '../packages/pypi/PypiOptions';

/** The driver's configuration, read and checked once. */
export interface SandboxSettings {
  /** Where it keeps packages, volumes and what it knows of runtimes. */
  readonly directory: string;
  /** A user of the machine; only where the gateway is root. */
  readonly user?: string;
  /** What profiles may mount. */
  readonly mounts: MountSettings;
  /** Whether profiles may open every public host (`insecure_allow_all`). */
  readonly allowEverything: boolean;
  /** Bounds of profiles that say nothing. */
  readonly limits: RuntimeLimits;
  /** Refuses to run where the kernel does not keep memory, processes and processor time itself. */
  readonly requireHardLimits: boolean;
  /** False: control groups are not used. */
  readonly useCgroups: boolean;
  /** Whether gVisor stands between servers and the kernel. */
  readonly useGvisor: boolean;
  /** Hosts beyond the public internet that the operator opened. */
  readonly openedHosts: readonly string[];
  /** The only public hosts that the operator lets anybody reach. Absent: all. */
  readonly publicHosts?: readonly string[];
  readonly packages: PackageSettings;
  /** How packages of Python come to this machine. */
  readonly pypi: PypiOptions;
}
