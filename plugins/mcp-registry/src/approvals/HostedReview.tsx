import { lintProfile } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RevisionSnapshot } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Revision } from '../api/types';
import { Section } from '../components/Section';
import { useT } from '../hooks/useT';
import { Findings } from '../profile/Findings';
import { linted } from '../profile/linted';
import { profileIn, readSnapshot } from '../profile/readSnapshot';
import { WhatItCan } from '../profile/WhatItCan';

/** For reviewers of a packaged server: what it will be able to do, and what of that is doubtful. What changes stands above it. */
export function HostedReview({ revision }: { revision: Revision }) {
  const snapshot = readSnapshot(revision);
  // One that cannot be read says so above; one that has an address has no profile.
  return snapshot?.package ? <Review snapshot={snapshot} /> : null;
}

function Review(props: { snapshot: RevisionSnapshot }) {
  const t = useT();
  const profile = profileIn(props.snapshot);
  return (
    <>
      <Section title={t('profile.title')} hint={t('profile.hint')}>
        <WhatItCan profile={profile} />
      </Section>
      <Section title={t('profile.findings')}>
        <Findings findings={lintProfile(profile, linted(props.snapshot))} />
      </Section>
    </>
  );
}
