/**
 * What modules of the Sallyport gateway build on: its extension points.
 *
 * @packageDocumentation
 */
export type {
  ArgumentsContext,
  ArgumentsVerdict,
  CallGuard,
  GuardContext,
  GuardedServer,
  ResultContext,
  ResultVerdict,
} from './guards/CallGuard';
export { mcpGatewayCallGuardsExtensionPoint } from './guards/mcpGatewayCallGuardsExtensionPoint';
export type { McpGatewayCallGuardsExtensionPoint } from './guards/mcpGatewayCallGuardsExtensionPoint';
export type {
  CredentialProvider,
  CredentialRequest,
  CredentialResult,
} from './credentials/CredentialProvider';
export { addressKind } from './egress/addressKind';
export type { AddressKind } from './egress/addressKind';
export { AllowedHosts, normalizeHost } from './egress/AllowedHosts';
export { atMost } from './egress/atMost';
export { describeEgress } from './egress/describeEgress';
export { EgressBroker } from './egress/EgressBroker';
export type { EgressDialer, ResolveHost } from './egress/EgressBroker';
export { egressPlan } from './egress/egressPlan';
export type { EgressPlan, InsideListener } from './egress/egressPlan';
export { EgressProxy } from './egress/EgressProxy';
export { EgressRefusal } from './egress/EgressRefusal';
export { hostsFile } from './egress/hostsFile';
export { joinSockets } from './egress/joinSockets';
export { SandboxEgress } from './egress/SandboxEgress';
export type { NameMatch } from './egress/AllowedHosts';
export { EgressRules } from './egress/EgressRules';
export { mcpCredentialProvidersExtensionPoint } from './credentials/mcpCredentialProvidersExtensionPoint';
export type { McpCredentialProvidersExtensionPoint } from './credentials/mcpCredentialProvidersExtensionPoint';
export type { KeyProvider, WrappedKey } from './encryption/KeyProvider';
export { mcpGatewayKeyProviderExtensionPoint } from './encryption/mcpGatewayKeyProviderExtensionPoint';
export type { McpGatewayKeyProviderExtensionPoint } from './encryption/mcpGatewayKeyProviderExtensionPoint';
export type {
  IdentityTokenKind,
  IdentityTokenResult,
  IdentityTokens,
} from './identities/IdentityTokens';
export { mcpIdentityTokensExtensionPoint } from './identities/mcpIdentityTokensExtensionPoint';
export type { McpIdentityTokensExtensionPoint } from './identities/mcpIdentityTokensExtensionPoint';
export { DEFAULT_LIMITS, effectiveLimits } from './runtimes/effectiveLimits';
export type {
  EgressEvent,
  InstalledPackage,
  PreparedPackage,
  RunningServer,
  RuntimeDriver,
  RuntimeDriverStatus,
  RuntimeEndpoint,
  RuntimeExit,
  RuntimeProcess,
  RuntimeService,
  RuntimeSpec,
  RuntimeUsage,
} from './runtimes/RuntimeDriver';
export { mcpRuntimeDriversExtensionPoint } from './runtimes/mcpRuntimeDriversExtensionPoint';
export type { McpRuntimeDriversExtensionPoint } from './runtimes/mcpRuntimeDriversExtensionPoint';
export { checkMounts } from './mounts/checkMounts';
export type { MountSettings } from './mounts/MountSettings';
export type { ResolvedMount } from './mounts/ResolvedMount';
export { resolveMounts } from './mounts/resolveMounts';
export type { FindVolume, MountOutcome } from './mounts/resolveMounts';
export { volumeFolder } from './mounts/volumeFolder';
export { isDigest, readImageReference } from './images/imageReference';
export type { ImageReference } from './images/imageReference';
export { copyInstalled } from './packages/copyInstalled';
export { findNpm } from './packages/findNpm';
export { findProgram } from './packages/findProgram';
export { INSTALL_LIMITS } from './packages/INSTALL_LIMITS';
export { listInstalled } from './packages/listInstalled';
export { LockFiles, readBounded } from './packages/LockFiles';
export type { NpmInstaller, NpmRun, RunningNpm } from './packages/NpmInstaller';
export { NpmPackages } from './packages/NpmPackages';
export { PackageCache } from './packages/PackageCache';
export { checkPackageName } from './packages/packageName';
export { pinMatches, readPin, writePin } from './packages/PackagePin';
export type { PackagePin } from './packages/PackagePin';
export type { PackageSettings } from './packages/PackageSettings';
export { readCommands } from './packages/readCommands';
export { readPackageSettings } from './packages/readPackageSettings';
export { settleTree } from './packages/settleTree';
export { untilAborted } from './packages/untilAborted';
export { folderBytes } from './watch/folderBytes';
export type { Overuse } from './watch/Overuse';
export type { Reading } from './watch/Reading';
export { unlinkedBytes } from './watch/unlinkedBytes';
export { Watch } from './watch/Watch';
