import { createHmac, randomBytes } from 'node:crypto';
import type { RuntimeDriver } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { CallCredential } from '../credentials/CallCredential';
import type { SecretReading } from '../credentials/SecretSource';
import type { StaticSecret } from '../credentials/StaticSecrets';
import { runtimeTrouble } from './runtimeTrouble';
import type { HostedTarget, RuntimeScope } from './types';

/** In a profile, the name of the credential that `spec.mcp.credential` describes, beside the names of configured secrets. */
const OWN_CREDENTIAL = 'credential';

/** What a runtime gets of secrets. */
export interface RuntimeSecretValues {
  /** By variable. */
  readonly values: Readonly<Record<string, string>>;
  /** Stands for the values where they must be compared: another one means other values. */
  readonly digest: string;
}

/** Finds the values of the secrets that a server's permission profile names. */
export class RuntimeSecrets {
  static create(options: {
    secrets: ReadonlyMap<string, StaticSecret>;
  }): RuntimeSecrets {
    return new RuntimeSecrets(options.secrets);
  }

  readonly #secrets: ReadonlyMap<string, StaticSecret>;
  /** Of this process alone: what is compared says nothing to anybody who might read it. */
  readonly #key = randomBytes(32);

  private constructor(secrets: ReadonlyMap<string, StaticSecret>) {
    this.#secrets = secrets;
  }

  /** Throws an `UpstreamFailure` where one cannot be had, or must not be given. */
  async resolve(options: {
    target: HostedTarget;
    scope: RuntimeScope;
    credential?: CallCredential;
    driver?: Pick<RuntimeDriver, 'bringsSecret'>;
  }): Promise<RuntimeSecretValues> {
    const { target, scope, credential, driver } = options;
    const wanted = Object.entries(
      target.hosted.profile.sallyport?.secrets ?? {},
    );
    const names = wanted.map(([, { secret }]) => secret);
    // The gateway's word holds for minutes and comes with each message: nothing of it is given at the start.
    const comesLater = credential?.request.config.type === 'signed-assertion';
    if (comesLater && names.includes(OWN_CREDENTIAL)) {
      throw runtimeTrouble(
        `The gateway's signed word comes with each message and not as a secret. Its owner takes '${OWN_CREDENTIAL}' out of the permission profile.`,
      );
    }
    if (credential && !comesLater && !names.includes(OWN_CREDENTIAL)) {
      throw runtimeTrouble(
        `Its credential would not reach it. Its owner names it in the permission profile: a secret called '${OWN_CREDENTIAL}'.`,
      );
    }
    const values: Record<string, string> = {};
    for (const [variable, { secret }] of wanted) {
      const isOwn = secret === OWN_CREDENTIAL;
      if (!isOwn && driver?.bringsSecret?.(secret, target.serverRef)) continue;
      values[variable] = isOwn
        ? ownCredential(scope, credential)
        : await this.#configured(secret, target.serverRef);
    }
    const digest = createHmac('sha256', this.#key)
      .update(JSON.stringify(Object.entries(values).sort()))
      .digest('base64url');
    return { values, digest };
  }

  async #configured(name: string, serverRef: string): Promise<string> {
    const secret = this.#secrets.get(name);
    // One answer for what there is not and for what is another's: an owner learns nothing of what others have.
    if (!secret?.servers.has(serverRef)) {
      throw runtimeTrouble(
        `The gateway has no secret '${name}' for it (mcpGateway.credentials.secrets).`,
      );
    }
    const reading = await readSecret(secret);
    switch (reading.kind) {
      case 'secret':
        return reading.secret;
      case 'gone':
        throw runtimeTrouble(reading.text);
      case 'unavailable':
        throw runtimeTrouble(`Its secret '${name}' cannot be had right now.`, {
          retryAfterSeconds: 5,
        });
      default:
        throw new Error(`No such reading: ${reading satisfies never}`);
    }
  }
}

async function readSecret({ source }: StaticSecret): Promise<SecretReading> {
  try {
    return await source.read();
  } catch {
    // The error could quote what is secret.
    return { kind: 'unavailable' };
  }
}

/** A person's own credential is in nobody else's runtime. */
function ownCredential(
  scope: RuntimeScope,
  credential: CallCredential | undefined,
): string {
  if (credential?.secrets.length !== 1) {
    throw runtimeTrouble(
      `Its permission profile names the secret '${OWN_CREDENTIAL}', but it has no credential that can be given to a program.`,
    );
  }
  const isEverybodys = credential.request.config.type === 'static';
  if (scope.kind === 'everybody' && !isEverybodys) {
    throw runtimeTrouble(
      "It would get one person's credential in a runtime that others share. Its owner sets isolation to per-user or per-session.",
    );
  }
  return credential.secrets[0];
}
