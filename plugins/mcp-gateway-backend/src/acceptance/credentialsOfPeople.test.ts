import type { CredentialTraits } from '../__testUtils__/credentials/CredentialTraits';
import { describeCredential } from '../__testUtils__/credentials/describeCredential';
import {
  startIdJag,
  startTokenExchange,
} from '../__testUtils__/credentials/exchangeRigs';
import {
  startPersonalKey,
  startUserOAuth,
} from '../__testUtils__/credentials/personRigs';

jest.setTimeout(120_000);

const MINUTE = 60_000;

const TYPES: Record<string, CredentialTraits> = {
  'personal-key': {
    start: startPersonalKey,
    isPersonal: true,
    isLinked: true,
    whenRevoked: 'credential.needs-sign-in',
  },
  'user-oauth': {
    start: startUserOAuth,
    isPersonal: true,
    isLinked: true,
    renewsAfter: 9 * MINUTE,
    endsAfter: 10 * MINUTE,
    keptFor: 10 * MINUTE,
    refused: { after: 10 * MINUTE, reason: 'credential.needs-sign-in' },
    whenRevoked: 'anew',
    questions: 1,
  },
  'token-exchange': {
    start: startTokenExchange,
    isPersonal: true,
    renewsAfter: 9.5 * MINUTE,
    endsAfter: 10 * MINUTE,
    keptFor: 9.5 * MINUTE,
    refused: { after: 10 * MINUTE, reason: 'credential.misconfigured' },
    whenRevoked: 'anew',
    questions: 2,
  },
  'id-jag': {
    start: startIdJag,
    isPersonal: true,
    isLinked: true,
    renewsAfter: 9.5 * MINUTE,
    endsAfter: 10 * MINUTE,
    keptFor: 9.5 * MINUTE,
    // The identity provider’s own token, which is shown there, lasts an hour.
    refused: { after: 60 * MINUTE, reason: 'credential.needs-sign-in' },
    whenRevoked: 'anew',
    questions: 2,
  },
};

for (const [type, traits] of Object.entries(TYPES)) {
  describeCredential(type, traits);
}
