import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import {
  permissionProfileSchema,
  type PermissionProfile,
  type ProfileEgress,
  profileEgress,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

const ISSUER = 'sallyport';
const AUDIENCE = 'sallyport-egress';
const ALGORITHM = 'EdDSA';

const claimsSchema = z.object({
  sub: z.string().min(1).max(300),
  server: z.string().max(500),
  exp: z.number(),
  egress: permissionProfileSchema.pick({ network: true }).extend({
    egress: permissionProfileSchema.shape.sallyport.unwrap().shape.egress,
  }),
});

/** What a pass says. */
export interface EgressPass {
  readonly runtimeId: string;
  readonly serverRef: string;
  readonly egress: ProfileEgress;
  /** Milliseconds. */
  readonly expiresAt: number;
}

/** Signs what a runtime may reach: the network's part of its profile, as it was approved. */
export async function signPass(options: {
  key: KeyObject;
  runtimeId: string;
  serverRef: string;
  profile: PermissionProfile;
  lifetimeSeconds: number;
}): Promise<string> {
  const { key, runtimeId, serverRef, profile, lifetimeSeconds } = options;
  const { network, sallyport } = profile;
  const egress = { network, egress: sallyport?.egress };
  return new SignJWT({ server: serverRef, egress })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(runtimeId)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + lifetimeSeconds)
    .sign(key);
}

/** @throws Error where it is not one of ours, or not any more. */
export async function verifyPass(
  pass: string,
  key: KeyObject,
): Promise<EgressPass> {
  const { payload } = await jwtVerify(pass, key, {
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithms: [ALGORITHM],
    requiredClaims: ['exp', 'sub'],
  });
  const { sub, server, exp, egress } = claimsSchema.parse(payload);
  return {
    runtimeId: sub,
    serverRef: server,
    egress: profileEgress({
      network: egress.network,
      ...(egress.egress && { sallyport: { egress: egress.egress } }),
    }),
    expiresAt: exp * 1000,
  };
}

/** The key that passes are signed with, and the text of the one that they are checked with. */
export function readSigningKey(pem: string): {
  key: KeyObject;
  publicKey: string;
} {
  const key = createPrivateKey(pem);
  const publicKey = createPublicKey(key)
    .export({ type: 'spki', format: 'pem' })
    .toString();
  return { key, publicKey };
}
