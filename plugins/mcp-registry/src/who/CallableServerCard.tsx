import { Text } from '@backstage/ui';
import type { CallableServer } from '../api/types';
import { EntityName } from '../components/EntityName';
import { ListCard } from '../components/ListCard';
import { StatusLabel } from '../components/StatusLabel';
import { useT } from '../hooks/useT';
import { AnswerLabel } from './AnswerLabel';
import { CallableToolRow } from './CallableToolRow';
import { HeldGrants } from './HeldGrants';
import { Through } from './Through';
import { Why } from './Why';
import styles from './who.module.css';

/** So many tools stand open; more are one click away. */
const FEW = 12;

/** One server: what of it somebody can call, and through what. */
export function CallableServerCard(props: {
  principal: string;
  server: CallableServer;
  /** Prompts and resources have the answer that is shown, too. */
  showsOthers: boolean;
  isMe: boolean;
}) {
  const t = useT();
  const { principal, server, showsOthers, isMe } = props;
  const { tools, others, serverRef, status } = server;
  const isOpen = server.access.effect === 'allow' && tools.length <= FEW;
  const rows = (
    <ul
      className={styles.rows}
      aria-label={t('callable.tools', { server: server.title })}
    >
      {tools.map(tool => (
        <CallableToolRow key={tool.name} {...props} tool={tool} />
      ))}
      {showsOthers && (
        <li className={styles.row}>
          <div className={styles.what} title={t('callable.othersHint')}>
            {t('callable.others')}
          </div>
          <div className={styles.answer}>
            <AnswerLabel answer={others} />
            <Through answer={others} grants={server.grants} isMe={isMe} />
          </div>
          <Why
            question={{ principal, serverRef }}
            label={t('callable.others')}
          />
        </li>
      )}
    </ul>
  );
  return (
    <ListCard
      title={<EntityName entityRef={serverRef} variant="title-x-small" />}
      labels={
        <>
          {status !== 'active' && (
            <StatusLabel tone="warn">{t(`status.${status}`)}</StatusLabel>
          )}
          {server.allowed > 0 && (
            <StatusLabel tone="good">
              {t('callable.allowed', { count: server.allowed })}
            </StatusLabel>
          )}
          {server.refused > 0 && (
            <StatusLabel tone="bad">
              {t('callable.refused', { count: server.refused })}
            </StatusLabel>
          )}
        </>
      }
    >
      <div>
        <Text variant="body-small" color="secondary">
          {t('callable.access')}
        </Text>
        <HeldGrants grants={server.grants} isMe={isMe} />
      </div>
      {server.access.effect === 'deny' && (
        <Through answer={server.access} grants={server.grants} isMe={isMe} />
      )}
      {!server.areToolsKnown && status === 'active' && (
        <Text as="p" color="secondary" className={styles.through}>
          {t('callable.toolsUnknown')}
        </Text>
      )}
      {isOpen || tools.length === 0 ? (
        rows
      ) : (
        <details className={styles.more}>
          <summary>{t('callable.toolCount', { count: tools.length })}</summary>
          {rows}
        </details>
      )}
    </ListCard>
  );
}
