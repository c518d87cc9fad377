import { RiRobot2Line, RiUserLine } from '@remixicon/react';
import { Box, ButtonLink, Link, Text } from '@backstage/ui';
import type { ServerSummary } from '../api/types';
import { AccessLabel } from '../components/AccessLabel';
import { DataLabel } from '../components/DataLabel';
import { EntityName } from '../components/EntityName';
import { OutsideLabel } from '../components/OutsideLabel';
import { RiskLabel } from '../components/RiskLabel';
import { StatusLabel } from '../components/StatusLabel';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { StopHeard } from '../stops/StopHeard';
import { EndOfLifeLabel } from '../lifecycle/EndOfLifeLabel';
import styles from './ServerCard.module.css';

/** A server in the list, in the order people ask: what it does, can I use it now, who owns it, how sensitive is it. */
export function ServerCard({ server }: { server: ServerSummary }) {
  const t = useT();
  const links = useLinks();
  return (
    <Box as="li" bg="neutral" className={styles.card}>
      <div className={styles.name}>
        <RiRobot2Line size={18} aria-hidden />
        <Link
          href={links.server(server.serverRef)}
          standalone
          weight="bold"
          variant="body-large"
        >
          {server.title}
        </Link>
      </div>
      <Text as="p" className={styles.does}>
        {server.description}
      </Text>
      <div className={styles.row}>
        <AccessLabel server={server} />
        {server.access.state === 'granted' && (
          <ButtonLink
            size="small"
            variant="secondary"
            href={links.server(server.serverRef, 'connect')}
            aria-label={t('browse.connectTo', { server: server.title })}
          >
            {t('browse.connect')}
          </ButtonLink>
        )}
        {server.access.state === 'none' && server.status !== 'deprecated' && (
          <ButtonLink
            size="small"
            variant="secondary"
            href={links.request(server.serverRef)}
            aria-label={t('browse.askFor', { server: server.title })}
          >
            {t('browse.ask')}
          </ButtonLink>
        )}
      </div>
      {server.access.stop && <StopHeard stop={server.access.stop} />}
      <div className={styles.row}>
        <RiUserLine size={14} aria-hidden />
        <span>
          {t('browse.owner')} <EntityName entityRef={server.owner} />
        </span>
      </div>
      <div className={styles.row}>
        <RiskLabel risk={server.riskTier} />
        <DataLabel classification={server.dataClassification} />
        <OutsideLabel outside={server.outsideCompany} />
        <span className={styles.small}>
          {server.toolCount === null
            ? t('browse.toolsUnknown')
            : t('browse.tools', { count: server.toolCount })}
        </span>
        <EndOfLifeLabel server={server} />
        {server.isPartHeldBack && (
          <StatusLabel tone="warn" title={t('tools.held.someHint')}>
            {t('tools.held.some')}
          </StatusLabel>
        )}
        {server.exampleData && (
          <span className={styles.small}>· {t('common.exampleData')}</span>
        )}
      </div>
    </Box>
  );
}
