import type { CredentialTraits } from './CredentialTraits';
import { startIdJag, startTokenExchange } from './exchangeRigs';
import { startAssertion, startPersonalKey, startUserOAuth } from './personRigs';
import {
  startStaticFile,
  startStaticValue,
  startStaticVault,
} from './staticRigs';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Every kind of credential but none, and what holds of it. */
export const CREDENTIAL_TYPES: readonly CredentialTraits[] = [
  {
    type: 'static, a value',
    start: startStaticValue,
    isPersonal: false,
    whenRevoked: 'upstream.credential-refused',
  },
  {
    type: 'static, a file',
    start: startStaticFile,
    isPersonal: false,
    followsWithin: 5 * SECOND,
    whenRevoked: 'upstream.credential-refused',
  },
  {
    type: 'static, Vault',
    start: startStaticVault,
    isPersonal: false,
    followsWithin: MINUTE,
    outage: { keptFor: 10 * MINUTE, endsWithin: 10 * MINUTE },
    refusal: { after: MINUTE, reason: 'credential.misconfigured' },
    whenRevoked: 'upstream.credential-refused',
    questions: { after: 2 * MINUTE, count: 2 },
  },
  {
    type: 'signed-assertion',
    start: startAssertion,
    isPersonal: true,
    life: { renewsAfter: MINUTE, endsAfter: 2 * MINUTE },
    whenRevoked: 'anew',
  },
  {
    type: 'personal-key',
    start: startPersonalKey,
    isPersonal: true,
    isLinked: true,
    whenRevoked: 'credential.needs-sign-in',
  },
  {
    type: 'user-oauth',
    start: startUserOAuth,
    isPersonal: true,
    isLinked: true,
    life: { renewsAfter: 9 * MINUTE, endsAfter: 10 * MINUTE },
    outage: { keptFor: 10 * MINUTE, endsWithin: 10 * MINUTE },
    refusal: { after: 10 * MINUTE, reason: 'credential.needs-sign-in' },
    whenRevoked: 'anew',
    questions: { after: 10 * MINUTE, count: 1 },
  },
  {
    type: 'token-exchange',
    start: startTokenExchange,
    isPersonal: true,
    life: { renewsAfter: 9.5 * MINUTE, endsAfter: 10 * MINUTE },
    outage: { keptFor: 9.5 * MINUTE, endsWithin: 10 * MINUTE },
    refusal: { after: 10 * MINUTE, reason: 'credential.misconfigured' },
    whenRevoked: 'anew',
    // Each replica has its own in memory (ADR 0020).
    questions: { after: 10 * MINUTE, count: 2 },
  },
  {
    type: 'id-jag',
    start: startIdJag,
    isPersonal: true,
    isLinked: true,
    life: { renewsAfter: 9.5 * MINUTE, endsAfter: 10 * MINUTE },
    outage: { keptFor: 9.5 * MINUTE, endsWithin: 10 * MINUTE },
    // What is shown to the identity provider is its own ID token, which lasts an hour.
    refusal: { after: 60 * MINUTE, reason: 'credential.needs-sign-in' },
    whenRevoked: 'anew',
    questions: { after: 10 * MINUTE, count: 2 },
  },
];
