import { Alert } from '@backstage/ui';
import { IMPORT_PROBLEMS } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { GitOpsSource } from '../api/types';
import { useT } from '../hooks/useT';
import styles from './gitops.module.css';

/** Why nothing was imported: what, where, whether anything changed, and what to do. */
export function ImportProblem(props: {
  problem: NonNullable<GitOpsSource['problem']>;
}) {
  const t = useT();
  const { code, where, ...said } = props.problem;
  // A newer backend may have problems that this page has no words for: then its own are shown.
  const known = isKnown(code) ? code : undefined;
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={known ? t(`gitopsProblem.${known}`) : said.text}
      description={
        <div className={styles.problem}>
          <p>{t('gitops.nothingChanged')}</p>
          {where.length > 0 && (
            <>
              <strong>{t('gitops.where')}</strong>
              <ul>
                {where.map(place => (
                  <li key={place}>
                    <code>{place}</code>
                  </li>
                ))}
              </ul>
            </>
          )}
          <p>
            <strong>{t('gitops.whatToDo')}</strong>{' '}
            {known ? t(`gitopsRemedy.${known}`) : said.remedy}
          </p>
        </div>
      }
    />
  );
}

function isKnown(code: string): code is keyof typeof IMPORT_PROBLEMS {
  return Object.hasOwn(IMPORT_PROBLEMS, code);
}
