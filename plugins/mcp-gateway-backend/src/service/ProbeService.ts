import type {
  GatewayPaths,
  ServerCredential,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

type Asked = NonNullable<
  GatewayPaths['/probes']['post']['requestBody']
>['content']['application/json'];

/** A candidate to try, as the probe door is asked. */
export type ProbeRequest = Omit<Asked, 'credential'> & {
  /** With which credential calls would reach it. */
  credential?: ServerCredential;
};

/** A candidate that listens somewhere. */
export type RemoteCandidate = NonNullable<ProbeRequest['upstream']>;

/** What a probe found, as the probe door answers. */
export type ProbeResult =
  GatewayPaths['/probes']['post']['responses'][200]['content']['application/json'];

/** Connects to a candidate, without a user's data or credential, and learns its tools. */
export interface ProbeService {
  /** A candidate that does not answer as it should is a result with `ok: false`, not an error. */
  probe(request: ProbeRequest): Promise<ProbeResult>;
}
