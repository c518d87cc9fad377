import { useEntityPresentation } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import type { Caller } from '../api/types';
import { EntityName } from '../components/EntityName';
import { StatusLabel } from '../components/StatusLabel';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { AnswerLabel } from './AnswerLabel';
import { HeldGrants } from './HeldGrants';
import { PolicyNames } from './PolicyNames';
import { Through } from './Through';
import { Why } from './Why';
import styles from './who.module.css';

/** Somebody with access to a server: whether they can call the tool, through what, until when. */
export function CallerRow(props: {
  serverRef: string;
  tool: string;
  caller: Caller;
}) {
  const t = useT();
  const links = useLinks();
  const { serverRef, tool, caller } = props;
  const { ref, state } = caller.principal;
  const { primaryTitle } = useEntityPresentation(ref);
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <EntityName entityRef={ref} />
        {state !== 'active' && (
          <StatusLabel tone="warn" title={caller.principal.why}>
            {t(`callers.${state}`)}
          </StatusLabel>
        )}
        <Link
          href={links.who(ref)}
          aria-label={t('callers.everythingOf', { who: primaryTitle })}
        >
          {t('callers.everything')}
        </Link>
      </div>
      <div className={styles.answer}>
        <AnswerLabel answer={caller} />
        {caller.effect === 'deny' && (
          <Through answer={caller} grants={caller.grants} />
        )}
        <HeldGrants
          grants={caller.grants.filter(
            ({ id }) =>
              caller.effect === 'deny' || caller.grantIds.includes(id),
          )}
        />
        {caller.effect === 'allow' && <PolicyNames ids={caller.policyIds} />}
      </div>
      <Why
        question={{ principal: ref, serverRef, tool }}
        label={primaryTitle}
      />
    </li>
  );
}
