import { Text } from '@backstage/ui';
import {
  describeProfile,
  type PermissionProfile,
  PROFILE_STATEMENT_KINDS,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { useId } from 'react';
import { useT } from '../hooks/useT';
import { statementText } from './profileText';
import styles from './profile.module.css';

/** What a server with this profile will be able to do, in words, by what it is about. */
export function WhatItCan({ profile }: { profile: PermissionProfile }) {
  const t = useT();
  const id = useId();
  const statements = describeProfile(profile);
  return (
    <div className={styles.kinds}>
      {PROFILE_STATEMENT_KINDS.map(kind => (
        <div key={kind}>
          <Text
            as="p"
            weight="bold"
            id={`${id}-${kind}`}
            className={styles.flat}
          >
            {t(`profile.kind.${kind}`)}
          </Text>
          <ul className={styles.words} aria-labelledby={`${id}-${kind}`}>
            {statements
              .filter(statement => statement.kind === kind)
              .map(statement => statementText(t, statement))
              .map((text, index) => (
                <li key={`${index}-${text}`}>
                  <Text>{text}</Text>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
