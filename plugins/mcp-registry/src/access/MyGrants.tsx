import { ButtonLink } from '@backstage/ui';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { CardList } from '../components/ListCard';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { GrantCard } from './GrantCard';
import { useMyGrants } from './useMyAccess';

/** What I may use, and how long still. */
export function MyGrants(props: { serverRef?: string }) {
  const t = useT();
  const links = useLinks();
  const grants = useMyGrants(props.serverRef);
  return (
    <Section title={t('grants.title')}>
      <Problem
        title={t('grants.failed')}
        error={grants.error}
        onRetry={grants.refresh}
      />
      {!grants.first && grants.loading && <Lines count={2} height={96} />}
      {grants.first && grants.items.length === 0 && (
        <EmptyState
          title={t('grants.empty')}
          hint={t('grants.emptyHint')}
          action={
            <ButtonLink
              variant="secondary"
              href={
                props.serverRef
                  ? links.request(props.serverRef)
                  : links.browse()
              }
            >
              {props.serverRef ? t('browse.ask') : t('grants.find')}
            </ButtonLink>
          }
        />
      )}
      {grants.items.length > 0 && (
        <CardList label={t('grants.title')}>
          {grants.items.map(grant => (
            <GrantCard
              key={grant.id}
              grant={grant}
              onChanged={grants.refresh}
            />
          ))}
        </CardList>
      )}
      <MoreButton
        hasMore={grants.hasMore}
        loading={grants.loadingMore}
        onMore={grants.more}
      />
    </Section>
  );
}
