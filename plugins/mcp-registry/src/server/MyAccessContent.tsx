import { ButtonLink, Flex } from '@backstage/ui';
import { MyGrants } from '../access/MyGrants';
import { MyRequests } from '../access/MyRequests';
import { EmergencyBanner } from '../emergency/EmergencyBanner';
import { EmergencyButton } from '../emergency/EmergencyButton';
import { AccessLabel } from '../components/AccessLabel';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { HiddenToolsSection } from '../hiding/HiddenToolsSection';
import { EndOfLifeNote } from '../lifecycle/EndOfLifeNote';
import { LimitsSection } from '../limits/LimitsSection';
import { RecordingSection } from '../recording/RecordingSection';
import { ServerFrame } from './ServerFrame';
import { ServerGrants } from './ServerGrants';

/** The tab "My access" of a server's page; its owners see there who else has access. */
export function MyAccessContent() {
  const t = useT();
  const links = useLinks();
  return (
    <ServerFrame>
      {server => (
        <>
          <EndOfLifeNote server={server} />
          <EmergencyBanner serverRef={server.serverRef} />
          <Flex align="center" gap="3" style={{ flexWrap: 'wrap' }}>
            <AccessLabel server={server} />
            {server.access.state === 'none' &&
              server.status !== 'deprecated' && (
                <ButtonLink
                  variant="primary"
                  href={links.request(server.serverRef)}
                >
                  {t('browse.ask')}
                </ButtonLink>
              )}
            <EmergencyButton serverRef={server.serverRef} />
          </Flex>
          <MyGrants serverRef={server.serverRef} />
          <MyRequests serverRef={server.serverRef} />
          <LimitsSection server={server} />
          <RecordingSection server={server} />
          {server.iDecide && <HiddenToolsSection server={server} />}
          {server.iDecide && <ServerGrants serverRef={server.serverRef} />}
        </>
      )}
    </ServerFrame>
  );
}
