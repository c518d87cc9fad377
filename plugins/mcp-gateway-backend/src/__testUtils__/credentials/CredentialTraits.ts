import type { StartRig } from './CredentialRig';

/** What a kind of credential is like; the table of docs/credentials.md says the same. */
export interface CredentialTraits {
  type: string;
  start: StartRig;
  /** The system behind knows the person, not only the gateway. */
  isPersonal: boolean;
  /** People link it themselves. */
  isLinked?: boolean;
  /** When the gateway has something newer, and when the old one ends. */
  life?: { renewsAfter: number; endsAfter: number };
  /** What somebody put in the place of the old is used after so long. */
  followsWithin?: number;
  /** While whoever gives it is away: so long what there is is used, and so much later there is none. */
  outage?: { keptFor: number; endsWithin: number };
  /** After whoever gives it has said no: when that shows, and what the caller is told. */
  refusal?: { after: number; reason: string };
  /** What the system behind refuses is had anew in the same call, or the caller is told this. */
  whenRevoked: string;
  /** Questions for new ones after so long, while many calls wait on two replicas. */
  questions?: { after: number; count: number };
}
