import { Text } from '@backstage/ui';
import {
  compareProfiles,
  type PermissionProfile,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { useT } from '../hooks/useT';
import { statementText } from './profileText';
import styles from './profile.module.css';

/** What a server could do after a change that it could not before, and the other way round. */
export function ProfileChanges(props: {
  before: PermissionProfile;
  after: PermissionProfile;
}) {
  const t = useT();
  const { added, removed } = compareProfiles(props.before, props.after);
  if (added.length + removed.length === 0) {
    return <Text color="secondary">{t('profile.same')}</Text>;
  }
  return (
    <ul className={styles.words} aria-label={t('profile.changeTitle')}>
      {added.map(statement => (
        <li key={`new ${statement.text}`}>
          <Text>
            <strong>{t('profile.new')}</strong> {statementText(t, statement)}
          </Text>
        </li>
      ))}
      {removed.map(statement => (
        <li key={`gone ${statement.text}`}>
          <Text color="secondary">
            <strong>{t('profile.gone')}</strong> {statementText(t, statement)}
          </Text>
        </li>
      ))}
    </ul>
  );
}
