import { useApi } from '@backstage/frontend-plugin-api';
import { lintProfile } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RevisionSnapshot } from '@sallyport/backstage-plugin-mcp-registry-common';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Revision } from '../api/types';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { Findings } from '../profile/Findings';
import { linted } from '../profile/linted';
import { ProfileChanges } from '../profile/ProfileChanges';
import { profileIn, readSnapshot } from '../profile/readSnapshot';
import { WhatItCan } from '../profile/WhatItCan';

/** For reviewers of a packaged server: what changes, what it will be able to do, and what of that is doubtful. */
export function HostedReview({ revision }: { revision: Revision }) {
  const snapshot = readSnapshot(revision);
  // One that cannot be read says so above; one that has an address has no profile.
  return snapshot?.package ? (
    <Review serverRef={revision.serverRef} snapshot={snapshot} />
  ) : null;
}

function Review(props: { serverRef: string; snapshot: RevisionSnapshot }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { serverRef, snapshot } = props;
  const server = useLoad(
    useCallback(() => registry.getServer(serverRef), [registry, serverRef]),
  );
  const before = readSnapshot(server.value?.approvedRevision);
  const profile = profileIn(snapshot);
  return (
    <>
      <Problem
        title={t('profile.failed')}
        error={server.error}
        onRetry={server.refresh}
      />
      {!server.value && server.loading && <Lines count={2} />}
      {before && (
        <Section title={t('profile.changeTitle')}>
          <ProfileChanges before={profileIn(before)} after={profile} />
        </Section>
      )}
      <Section title={t('profile.title')} hint={t('profile.hint')}>
        <WhatItCan profile={profile} />
      </Section>
      <Section title={t('profile.findings')}>
        <Findings findings={lintProfile(profile, linted(snapshot))} />
      </Section>
    </>
  );
}
