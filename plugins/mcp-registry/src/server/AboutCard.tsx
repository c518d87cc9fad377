import {
  ButtonLink,
  Card,
  CardBody,
  CardHeader,
  Flex,
  Text,
} from '@backstage/ui';
import type { Server } from '../api/types';
import { ServerConditions } from '../approval-conditions/ServerConditions';
import { ChecksPanel } from '../checks/ChecksPanel';
import { TrustLine } from '../checks/TrustLine';
import { EmergencyBanner } from '../emergency/EmergencyBanner';
import { EmergencyButton } from '../emergency/EmergencyButton';
import { AccessLabel } from '../components/AccessLabel';
import { DataLabel } from '../components/DataLabel';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { OutsideLabel } from '../components/OutsideLabel';
import { RelativeTime } from '../components/RelativeTime';
import { RiskLabel } from '../components/RiskLabel';
import { ServerExceptions } from '../exceptions/ServerExceptions';
import { ExportDefinition } from '../export/ExportDefinition';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { StopButton } from '../stops/StopButton';
import { useMayStopAll } from '../stops/useMayStop';
import { EndOfLifeNote } from '../lifecycle/EndOfLifeNote';
import { ServerEnd } from '../lifecycle/ServerEnd';
import { EffectLabel } from '../tools/EffectLabel';
import { groupTools } from '../tools/groupTools';
import { Selection } from '../tools/Selection';
import { ServerFrame } from './ServerFrame';
import { ServerSwitch } from './ServerSwitch';

/** The card on the overview of a server: the answer first. */
export function AboutCard() {
  return (
    <ServerFrame>
      {(server, refresh) => <About server={server} onChanged={refresh} />}
    </ServerFrame>
  );
}

function About(props: { server: Server; onChanged(): void }) {
  const t = useT();
  const links = useLinks();
  const mayStopAll = useMayStopAll();
  const { server } = props;
  const { access, approvedRevision: approved } = server;
  const pending = server.pendingRevision;
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small" style={{ margin: 0 }}>
          {t('about.title')}
        </Text>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="4">
          <EndOfLifeNote server={server} />
          <Text as="p" variant="body-large" style={{ margin: 0 }}>
            {server.description}
          </Text>
          <Flex align="center" gap="3" style={{ flexWrap: 'wrap' }}>
            <AccessLabel server={server} />
            {access.state === 'granted' && (
              <ButtonLink
                variant="primary"
                href={links.server(server.serverRef, 'connect')}
              >
                {t('browse.connect')}
              </ButtonLink>
            )}
            {access.state === 'none' && server.status !== 'deprecated' && (
              <ButtonLink
                variant="primary"
                href={links.request(server.serverRef)}
              >
                {t('browse.ask')}
              </ButtonLink>
            )}
            {!['granted', 'stopped', 'not-covered'].includes(access.state) && (
              <EmergencyButton serverRef={server.serverRef} />
            )}
          </Flex>
          {server.status === 'suspended' && server.statusReason && (
            <Text as="p" style={{ margin: 0 }}>
              {server.statusReason}
            </Text>
          )}
          <EmergencyBanner serverRef={server.serverRef} />
          <Facts
            items={[
              access.state === 'granted' &&
                access.expiresAt !== undefined && {
                  label: t('about.mine'),
                  value: (
                    <>
                      {access.tools && <Selection tools={access.tools} />},{' '}
                      {t('about.ends')} <RelativeTime at={access.expiresAt} />
                    </>
                  ),
                },
              {
                label: t('about.owner'),
                value: <EntityName entityRef={server.owner} />,
              },
              {
                label: t('about.sensitivity'),
                value: (
                  <Flex gap="2" style={{ flexWrap: 'wrap' }}>
                    <RiskLabel risk={server.riskTier} />
                    <DataLabel classification={server.dataClassification} />
                    <OutsideLabel outside={server.outsideCompany} />
                  </Flex>
                ),
              },
              {
                label: t('about.trust'),
                value: approved ? (
                  <TrustLine approved={approved} />
                ) : (
                  t('about.notReviewed')
                ),
              },
              {
                label: t('about.reaches'),
                value:
                  server.reaches.length > 0
                    ? server.reaches.map((ref, index) => (
                        <span key={ref}>
                          {index > 0 && ', '}
                          <EntityName entityRef={ref} />
                        </span>
                      ))
                    : t('about.reachesNothing'),
              },
              {
                label: t('about.tools'),
                value: server.toolSurface.known ? (
                  <Flex gap="2" style={{ flexWrap: 'wrap' }}>
                    {groupTools(server.toolSurface.tools).map(group => (
                      <EffectLabel
                        key={group.effect}
                        effect={group.effect}
                        count={group.tools.length}
                      />
                    ))}
                  </Flex>
                ) : (
                  t('browse.toolsUnknown')
                ),
              },
            ]}
          />
          <ServerConditions server={server} onChanged={props.onChanged} />
          {approved && <ChecksPanel digest={approved.digest} />}
          {pending && (
            <ChecksPanel
              digest={pending.digest}
              title={t('checks.pending', { number: String(pending.number) })}
              onGate={ignore}
            />
          )}
          <ServerExceptions
            serverRef={server.serverRef}
            onChanged={props.onChanged}
          />
          {server.exampleData && (
            <Text as="p" color="secondary" style={{ margin: 0 }}>
              {t('common.exampleDataLong')}
            </Text>
          )}
          {server.iDecide && <ExportDefinition server={server} />}
          <Flex gap="2" style={{ flexWrap: 'wrap' }}>
            <ServerSwitch server={server} onChanged={props.onChanged} />
            {(server.iDecide || mayStopAll) && (
              <StopButton
                target={{ kind: 'server', serverRef: server.serverRef }}
                serverTitle={server.title}
                onStopped={props.onChanged}
              />
            )}
          </Flex>
          <ServerEnd server={server} onChanged={props.onChanged} />
        </Flex>
      </CardBody>
    </Card>
  );
}

/** Nothing here waits for it: that it is held back is shown. */
function ignore() {}
