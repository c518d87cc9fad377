import type { OwnerDigest } from '../api/types';
import { EntityName } from '../components/EntityName';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel } from '../components/StatusLabel';
import { useT } from '../hooks/useT';
import { DigestTable } from './DigestTable';

/** TLS certificates of servers that are over or end soon: with the day, since that is when calls begin to fail. */
export function DigestCertificates(props: {
  certificates: OwnerDigest['certificates'];
}) {
  const t = useT();
  const { certificates } = props;
  return (
    <DigestTable
      title={t('digest.certificates')}
      hint={certificates.length > 0 ? t('digest.certificatesHint') : undefined}
      none={t('digest.noCertificates')}
      columns={[
        ...[t('digest.server'), t('digest.host')],
        ...[t('digest.lastDay'), t('digest.when'), t('digest.seen')],
      ]}
      rows={certificates.map(certificate => {
        const { serverRef, host, endsAt, seenAt, isOver } = certificate;
        return {
          id: `${serverRef} ${host}`,
          cells: [
            <EntityName entityRef={serverRef} />,
            host,
            endsAt.slice(0, 10),
            isOver ? (
              <StatusLabel tone="bad">{t('digest.isOver')}</StatusLabel>
            ) : (
              <RelativeTime at={endsAt} />
            ),
            <RelativeTime at={seenAt} />,
          ],
        };
      })}
    />
  );
}
