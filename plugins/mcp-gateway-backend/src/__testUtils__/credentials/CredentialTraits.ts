import type { StartRig } from './CredentialRig';

/** What a type is like; the table of docs/credentials.md is made of it. */
export interface CredentialTraits {
  start: StartRig;
  /** The system behind knows the person, not only the gateway. */
  isPersonal: boolean;
  /** People link it themselves. */
  isLinked?: boolean;
  /** After so long the gateway has something newer, before what it has ends. */
  renewsAfter?: number;
  /** So long what it has is good. */
  endsAfter?: number;
  /** What somebody put in the place of the old is used after so long. */
  followsWithin?: number;
  /** While whoever gives it is away, what there is is used for so long. */
  keptFor?: number;
  /** After whoever gives it has said no: so much later, and what the caller is told. */
  refused?: { after: number; reason: string };
  /** What the system behind refuses is had anew in the same call, or the caller is told. */
  whenRevoked:
    | 'anew'
    | 'credential.needs-sign-in'
    | 'upstream.credential-refused';
  /** Questions for one new token while twenty calls wait on two replicas. */
  questions?: number;
}
