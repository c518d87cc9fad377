import {
  createTranslationRef,
  type TranslationRef,
} from '@backstage/frontend-plugin-api';
import { accessMessages } from './access';
import { accountsMessages } from './accounts';
import { activityMessages } from './activity';
import { alertMessages } from './alerts';
import { approvalConditionMessages } from './approvalConditions';
import { approvalPolicyMessages } from './approvalPolicies';
import { approvalsMessages } from './approvals';
import { blastMessages } from './blast';
import { browseMessages } from './browse';
import { checksMessages } from './checks';
import { commonMessages } from './common';
import { connectMessages } from './connect';
import { consentMessages } from './consent';
import { credentialMessages } from './credential';
import { exceptionMessages } from './exceptions';
import { fleetMessages } from './fleet';
import { gitopsMessages } from './gitops';
import { type FlatMessages, flatMessages } from './flatMessages';
import { freshSignInMessages } from './freshSignIn';
import { hiddenMessages } from './hidden';
import { historyMessages } from './history';
import { lifecycleMessages } from './lifecycle';
import { limitsMessages } from './limits';
import { personalTokenMessages } from './personalTokens';
import { policiesMessages } from './policies';
import { profileMessages } from './profile';
import { reasonMessages } from './reasons';
import { recordingMessages } from './recording';
import { digestMessages } from './digest';
import { reportsMessages } from './reports';
import { requestMessages } from './request';
import { reviewMessages } from './reviews';
import { revisionMessages } from './revisions';
import { runtimeMessages } from './runtime';
import { serverMessages } from './server';
import { setupMessages } from './setup';
import { stopsMessages } from './stops';
import { tryItMessages } from './tryIt';
import { usageMessages } from './usage';
import { whoMessages } from './who';

const messages = {
  ...commonMessages,
  ...approvalConditionMessages,
  ...blastMessages,
  ...browseMessages,
  ...checksMessages,
  ...serverMessages,
  ...connectMessages,
  ...consentMessages,
  ...credentialMessages,
  ...personalTokenMessages,
  ...accessMessages,
  ...accountsMessages,
  ...alertMessages,
  ...approvalPolicyMessages,
  ...approvalsMessages,
  ...activityMessages,
  ...exceptionMessages,
  ...requestMessages,
  ...fleetMessages,
  ...gitopsMessages,
  ...digestMessages,
  ...reportsMessages,
  ...freshSignInMessages,
  ...hiddenMessages,
  ...historyMessages,
  ...lifecycleMessages,
  ...limitsMessages,
  ...policiesMessages,
  ...recordingMessages,
  ...profileMessages,
  ...reviewMessages,
  ...revisionMessages,
  ...runtimeMessages,
  ...setupMessages,
  ...stopsMessages,
  ...tryItMessages,
  ...usageMessages,
  ...whoMessages,
  reason: reasonMessages,
} as const;

const id = 'plugin.mcp-registry';

/** Every text of the plugin. */
export const mcpRegistryTranslationRef = createTranslationRef<
  typeof id,
  Record<string, string>,
  {}
>({ id, messages: flatMessages(messages) }) as TranslationRef<
  typeof id,
  FlatMessages<typeof messages>
>;
