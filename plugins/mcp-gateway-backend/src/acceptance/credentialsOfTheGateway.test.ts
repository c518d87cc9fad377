import type { CredentialTraits } from '../__testUtils__/credentials/CredentialTraits';
import { describeCredential } from '../__testUtils__/credentials/describeCredential';
import { startAssertion } from '../__testUtils__/credentials/personRigs';
import {
  startStaticFile,
  startStaticValue,
  startStaticVault,
} from '../__testUtils__/credentials/staticRigs';

jest.setTimeout(120_000);

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const TYPES: Record<string, CredentialTraits> = {
  'static, a value': {
    start: startStaticValue,
    isPersonal: false,
    whenRevoked: 'upstream.credential-refused',
  },
  'static, a file': {
    start: startStaticFile,
    isPersonal: false,
    followsWithin: 5 * SECOND,
    whenRevoked: 'upstream.credential-refused',
  },
  'static, Vault': {
    start: startStaticVault,
    isPersonal: false,
    followsWithin: MINUTE,
    keptFor: 10 * MINUTE,
    refused: { after: MINUTE, reason: 'credential.misconfigured' },
    whenRevoked: 'upstream.credential-refused',
    questions: 2,
  },
  'signed-assertion': {
    start: startAssertion,
    isPersonal: true,
    renewsAfter: MINUTE,
    endsAfter: 2 * MINUTE,
    whenRevoked: 'anew',
  },
};

for (const [type, traits] of Object.entries(TYPES)) {
  describeCredential(type, traits);
}
