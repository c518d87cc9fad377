import { useApi } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Grant } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { ListCard } from '../components/ListCard';
import { ReasonDialog } from '../components/ReasonDialog';
import { RelativeTime } from '../components/RelativeTime';
import { useAction } from '../hooks/useAction';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { StopButton } from '../stops/StopButton';
import { StopHeard } from '../stops/StopHeard';
import { EndOfLifeNote } from '../lifecycle/EndOfLifeNote';
import { Selection } from '../tools/Selection';
import { StatusLabel } from '../components/StatusLabel';
import { ExtendGrant } from './ExtendGrant';
import { GrantStateLabel } from './GrantStateLabel';

/** One grant: what it covers, how long it lasts, and what can be done with it. */
export function GrantCard(props: {
  grant: Grant;
  /** On a server's page its name would be said twice. */
  showHolder?: boolean;
  onChanged(): void;
}) {
  const t = useT();
  const links = useLinks();
  const registry = useApi(mcpRegistryApiRef);
  const { grant, onChanged } = props;
  const [revoking, setRevoking] = useState(false);
  const revoke = useAction(
    useCallback(
      (reason: string) => registry.revokeGrant(grant.id, reason),
      [registry, grant.id],
    ),
  );
  const active = grant.state === 'active';
  const isRefused = grant.stop ?? grant.conditionsRefuse;
  const end = props.showHolder ? t('grants.revokeOther') : t('grants.revoke');
  const title = props.showHolder ? grant.subject : grant.serverRef;
  return (
    <ListCard
      title={<EntityName entityRef={title} variant="title-x-small" />}
      labels={
        <>
          {grant.kind === 'break-glass' && (
            <StatusLabel tone="bad">{t('grantState.emergency')}</StatusLabel>
          )}
          {grant.stop && (
            <StatusLabel tone="bad">{t('access.stopped')}</StatusLabel>
          )}
          {grant.conditionsRefuse && (
            <StatusLabel
              tone="warn"
              title={
                grant.conditionsRefuse === 'others'
                  ? t('access.notCoveredHint')
                  : undefined
              }
            >
              {t(
                grant.conditionsRefuse === 'others'
                  ? 'access.notCovered'
                  : 'conditions.isHeldBack',
              )}
            </StatusLabel>
          )}
          <GrantStateLabel grant={grant} />
        </>
      }
      actions={
        <>
          {!props.showHolder && active && !isRefused && (
            <ButtonLink
              size="small"
              variant="secondary"
              href={links.server(grant.serverRef, 'connect')}
            >
              {t('grants.connect')}
            </ButtonLink>
          )}
          {!props.showHolder && !grant.endOfLife?.retiredAt && (
            <ButtonLink
              size="small"
              variant="secondary"
              href={links.request(
                grant.serverRef,
                grant.tools.kind === 'named' ? grant.tools.names : [],
              )}
            >
              {active ? t('grants.change') : t('grants.askAgain')}
            </ButtonLink>
          )}
          {active && props.showHolder && (
            <StopButton
              target={{ kind: 'grant', subject: grant.id }}
              serverTitle={grant.serverTitle}
              onStopped={onChanged}
            />
          )}
          {active && grant.canRevoke && (
            <Button
              size="small"
              variant="secondary"
              onPress={() => setRevoking(true)}
            >
              {end}
            </Button>
          )}
        </>
      }
    >
      <Facts
        items={[
          {
            label: t('grants.covers'),
            value: <Selection tools={grant.tools} />,
          },
          {
            label: active ? t('grants.ends') : t('grants.ended'),
            value: <RelativeTime at={grant.revokedAt ?? grant.expiresAt} />,
          },
          {
            label: t('grants.by'),
            value: <EntityName entityRef={grant.grantedBy} plain />,
          },
          Boolean(grant.purpose) && {
            label: t('terms.purpose'),
            value: grant.purpose,
          },
          !props.showHolder &&
            grant.subject.startsWith('group:') && {
              label: t('grants.through'),
              value: <EntityName entityRef={grant.subject} plain />,
            },
        ]}
      />
      {grant.stop && <StopHeard stop={grant.stop} />}
      {!props.showHolder && <EndOfLifeNote server={grant} />}
      {!props.showHolder && <ExtendGrant grant={grant} onChanged={onChanged} />}
      {grant.revokeReason && (
        <Text as="p" color="secondary" style={{ margin: 0 }}>
          {t('grants.revokedBecause', { reason: grant.revokeReason })}
        </Text>
      )}
      {revoking && (
        <ReasonDialog
          title={t('grants.revokeTitle', { server: grant.serverTitle })}
          lead={t('grants.revokeLead')}
          label={t('grants.revokeReason')}
          confirm={end}
          destructive
          problemTitle={t('grants.revokeFailed')}
          error={revoke.error}
          running={revoke.running}
          onConfirm={reason =>
            void revoke.run(reason).then(revoked => {
              if (revoked) {
                setRevoking(false);
                onChanged();
              }
            })
          }
          onClose={() => {
            setRevoking(false);
            revoke.clear();
          }}
        />
      )}
    </ListCard>
  );
}
