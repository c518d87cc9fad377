import { Link } from '@backstage/ui';
import type { OwnerDigest } from '../api/types';
import { EntityName } from '../components/EntityName';
import { RelativeTime } from '../components/RelativeTime';
import { Section } from '../components/Section';
import { useLanguage } from '../hooks/useLanguage';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { numbersOf } from '../usage/numbers';
import { DigestCertificates } from './DigestCertificates';
import { DigestTable } from './DigestTable';
import styles from './digest.module.css';

/** What the registry knows: what waits, what is held back or turned bad, what ends, and which accesses nobody used. */
export function DigestState({ digest }: { digest: OwnerDigest }) {
  const t = useT();
  const { waiting, heldTools, checks, ends, unusedGrants } = digest;
  const { count } = numbersOf(useLanguage());
  return (
    <>
      <Waiting waiting={waiting} />
      <DigestTable
        title={t('digest.held')}
        none={t('digest.noHeld')}
        columns={[t('digest.server'), t('digest.heldTools')]}
        rows={heldTools.map(({ serverRef, total }) => ({
          id: serverRef,
          cells: [<EntityName entityRef={serverRef} />, count(total)],
        }))}
      />
      <DigestTable
        title={t('digest.checks')}
        none={t('digest.noChecks')}
        columns={[
          ...[t('digest.server'), t('digest.check')],
          ...[t('digest.says'), t('digest.when')],
        ]}
        rows={checks.map(({ serverRef, check, outcome, at }) => ({
          id: `${serverRef} ${check}`,
          cells: [
            <EntityName entityRef={serverRef} />,
            ...[check, t(`digest.outcome.${outcome}`)],
            <RelativeTime at={at} />,
          ],
        }))}
      />
      <DigestCertificates certificates={digest.certificates} />
      <DigestTable
        title={t('digest.ends')}
        none={t('digest.noEnds')}
        columns={[
          ...[t('digest.ending'), t('digest.server')],
          ...[t('digest.whose'), t('digest.when')],
        ]}
        rows={ends.map(({ kind, serverRef, at, what }) => ({
          id: `${kind} ${serverRef} ${at} ${what}`,
          cells: [
            t(`digest.end.${kind}`),
            <EntityName entityRef={serverRef} />,
            <What what={what} />,
            <RelativeTime at={at} />,
          ],
        }))}
      />
      <DigestTable
        title={t('digest.unusedGrants')}
        hint={unusedGrants && t('digest.unusedGrantsHint')}
        none={
          unusedGrants ? t('digest.noUnusedGrants') : t('digest.usesNotKnown')
        }
        columns={[t('digest.whose'), t('digest.server'), t('digest.since')]}
        rows={(unusedGrants?.items ?? []).map(grant => ({
          id: grant.id,
          cells: [
            <EntityName entityRef={grant.subject} />,
            <EntityName entityRef={grant.serverRef} />,
            <RelativeTime at={grant.grantedAt} />,
          ],
        }))}
      />
    </>
  );
}

function Waiting({ waiting }: { waiting: OwnerDigest['waiting'] }) {
  const t = useT();
  const links = useLinks();
  const { requests, versions, exceptions } = waiting;
  const lines = [
    ...(requests > 0 ? [t('digest.requests', { count: requests })] : []),
    ...(versions > 0 ? [t('digest.versions', { count: versions })] : []),
    ...(exceptions > 0 ? [t('digest.exceptions', { count: exceptions })] : []),
  ];
  return (
    <Section title={t('digest.waiting')}>
      {lines.length === 0 ? (
        <p className={styles.flat}>{t('digest.nothingWaits')}</p>
      ) : (
        <p className={styles.flat}>
          <Link href={links.approvals()}>{lines.join(' · ')}</Link>
        </p>
      )}
    </Section>
  );
}

/** Who holds a grant, or the name of a check. */
function What({ what }: { what?: string }) {
  if (what === undefined) return <>–</>;
  return /^[a-z]+:[^/\s]+\/\S+$/.test(what) ? (
    <EntityName entityRef={what} />
  ) : (
    <>{what}</>
  );
}
