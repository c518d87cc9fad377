import { useEntityPresentation } from '@backstage/plugin-catalog-react';
import { Text } from '@backstage/ui';
import type { Revision } from '../api/types';
import { EntityName } from '../components/EntityName';
import { useT } from '../hooks/useT';
import styles from './approvals.module.css';

type Missing = NonNullable<Revision['missingConsents']>[number];

/** Where two sides have to agree: who did, who still has to, and why. */
export function ConsentNote({ revision }: { revision: Revision }) {
  const t = useT();
  const { consents = [], missingConsents = [] } = revision;
  if (missingConsents.length === 0) {
    return null;
  }
  return (
    <ul className={styles.words} aria-label={t('consent.title')}>
      {consents.map(({ side, by }) => (
        <li key={side}>
          <Text>
            <EntityName entityRef={by} plain /> {t(`consent.given.${side}`)}
          </Text>
        </li>
      ))}
      {missingConsents.map(missing => (
        <li key={missing.side}>
          <Text>
            {missing.owner ? (
              <PreviousOwner
                owner={missing.owner}
                reasons={missing.reasons}
                alone={consents.length > 0}
              />
            ) : (
              t(consents.length > 0 ? 'consent.still' : 'consent.needs', {
                side: t('consent.reviewers'),
              })
            )}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function PreviousOwner(props: {
  owner: string;
  reasons: Missing['reasons'];
  alone: boolean;
}) {
  const t = useT();
  const { primaryTitle } = useEntityPresentation(props.owner);
  const side = t('consent.previousOwner', { owner: primaryTitle });
  const reasons = props.reasons
    .map(reason => t(`consent.reason.${reason}`))
    .join(', ');
  return (
    <>
      {t(props.alone ? 'consent.stillBecause' : 'consent.needsBecause', {
        side,
        reasons,
      })}
    </>
  );
}
