import { Text } from '@backstage/ui';
import { lintProfile } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Server } from '../api/types';
import { Section } from '../components/Section';
import { useT } from '../hooks/useT';
import { Findings } from './Findings';
import { linted } from './linted';
import { ProfileChanges } from './ProfileChanges';
import { ProposeProfile } from './ProposeProfile';
import { profileIn, readSnapshot } from './readSnapshot';
import { WhatItCan } from './WhatItCan';

/** On a server's page: what it is able to do, what is doubtful about that, and what would change. */
export function ServerProfile(props: { server: Server; onChanged(): void }) {
  const t = useT();
  const { server, onChanged } = props;
  const { approvedRevision, pendingRevision } = server;
  const shown = approvedRevision ?? pendingRevision;
  if (!shown) {
    return <Section title={t('profile.title')}>{t('profile.none')}</Section>;
  }
  const snapshot = readSnapshot(shown);
  if (!snapshot) {
    return (
      <Section title={t('profile.title')}>
        <Text color="warning">{t('profile.unreadable')}</Text>
      </Section>
    );
  }
  const profile = profileIn(snapshot);
  const waiting = approvedRevision && readSnapshot(pendingRevision);
  return (
    <>
      <Section title={t('profile.title')} hint={t('profile.hint')}>
        <WhatItCan profile={profile} />
      </Section>
      <Section title={t('profile.findings')}>
        <Findings findings={lintProfile(profile, linted(snapshot))} />
      </Section>
      {waiting && pendingRevision && (
        <Section
          title={t('profile.changeTitle')}
          hint={t('profile.changeHint', {
            number: String(pendingRevision.number),
          })}
        >
          <ProfileChanges before={profile} after={profileIn(waiting)} />
        </Section>
      )}
      <ProposeProfile
        server={server}
        snapshot={readSnapshot(pendingRevision) ?? snapshot}
        onProposed={onChanged}
      />
    </>
  );
}
