import { Alert, Flex, Text } from '@backstage/ui';
import type { AccessRequest, InboxItem } from '../api/types';
import { AccessNeedsNote } from '../approval-policies/AccessNeedsNote';
import { DataLabel } from '../components/DataLabel';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { ListCard } from '../components/ListCard';
import { RelativeTime } from '../components/RelativeTime';
import { RiskLabel } from '../components/RiskLabel';
import { useT } from '../hooks/useT';
import { Selection } from '../tools/Selection';
import { AccessDecisionForm } from './AccessDecisionForm';
import { Evidence } from './Evidence';
import { ProposalNote } from './ProposalNote';
import { RiskLine } from './RiskLine';
import styles from './approvals.module.css';

/** Somebody asks for access: who, for what, what they could then do, and the decision. */
export function AccessRequestCard(props: {
  item: InboxItem;
  request: AccessRequest;
  onDecided(request: AccessRequest): void;
  onRefresh(): void;
}) {
  const t = useT();
  const { item, request } = props;
  const surface = item.toolSurface;
  const tools = surface?.known ? surface.tools : undefined;
  return (
    <ListCard
      title={
        <Text as="h3" variant="title-x-small" className={styles.flat}>
          {t('approvals.asksBefore')}
          <EntityName entityRef={request.requestedBy} variant="title-x-small" />
          {t('approvals.asksBetween')}
          <EntityName entityRef={request.serverRef} variant="title-x-small" />
        </Text>
      }
      labels={
        <>
          <RiskLabel risk={item.server.riskTier} />
          <DataLabel classification={item.server.dataClassification} />
        </>
      }
    >
      <blockquote className={styles.purpose}>
        <Text color="secondary">{t('approvals.purpose')}</Text>
        <Text>{request.purpose}</Text>
      </blockquote>
      <Facts
        items={[
          {
            label: t('approvals.asked'),
            value: <Selection tools={request.asked.tools} />,
          },
          {
            label: t('approvals.howLong'),
            value: t('common.days', { count: request.asked.durationDays }),
          },
          {
            label: t('approvals.others'),
            value: t('approvals.othersCount', {
              count: item.othersWithAccess ?? 0,
            }),
          },
          {
            label: t('approvals.when'),
            value: <RelativeTime at={request.createdAt} />,
          },
          request.subject !== request.requestedBy && {
            label: t('approvals.forGroup'),
            value: <EntityName entityRef={request.subject} />,
          },
        ]}
      />
      <RiskLine
        server={item.server}
        tools={tools}
        asked={request.asked.tools}
      />
      <AccessNeedsNote request={request} />
      {request.proposal && <ProposalNote proposal={request.proposal} />}
      {request.canDecide ? (
        <AccessDecisionForm
          request={request}
          tools={tools}
          seenRevisionDigest={item.revision?.digest}
          onDecided={props.onDecided}
          onRefresh={props.onRefresh}
        />
      ) : (
        <Flex>
          <Alert status="info" icon title={t('approvals.notYours')} />
        </Flex>
      )}
      <Evidence history={request.history} tools={tools} />
    </ListCard>
  );
}
