import { Text } from '@backstage/ui';
import {
  type LintedServer,
  lintProfile,
  type PermissionProfile,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { useState } from 'react';
import { ErrorText } from '../../components/ErrorText';
import { Section } from '../../components/Section';
import { useT } from '../../hooks/useT';
import { Findings } from '../Findings';
import { WhatItCan } from '../WhatItCan';
import styles from '../profile.module.css';
import { draftProblems } from './draftProblems';
import { FileFields } from './FileFields';
import { ImportPanel } from './ImportPanel';
import { LimitFields } from './LimitFields';
import { NetworkFields } from './NetworkFields';
import { draftOf, type ProfileDraft, profileOf } from './profileDraft';
import { SecretFields } from './SecretFields';
import { TextPanel } from './TextPanel';

/** Where a permission profile is written: fields, and beside them in words what the server will be able to do. */
export function ProfileEditor(props: {
  /** What it begins with. */
  profile: PermissionProfile;
  server?: LintedServer;
  isDisabled?: boolean;
  /** As it is typed, right or wrong. */
  onChange(profile: PermissionProfile, isUnderstood: boolean): void;
}) {
  const t = useT();
  const { isDisabled, server } = props;
  const [draft, setDraft] = useState(() => draftOf(props.profile));
  const problems = draftProblems(draft);
  const profile = profileOf(draft);
  const findings = problems.length > 0 ? [] : lintProfile(profile, server);
  const change = (next: Partial<ProfileDraft>) => {
    const changed = { ...draft, ...next };
    setDraft(changed);
    props.onChange(profileOf(changed), draftProblems(changed).length === 0);
  };
  const count = (severity: string) =>
    String(findings.filter(finding => finding.severity === severity).length);
  return (
    <div className={styles.editor}>
      <div className={styles.fields}>
        <NetworkFields {...{ draft, isDisabled }} onChange={change} />
        <FileFields
          rows={draft.mounts}
          isDisabled={isDisabled}
          onChange={mounts => change({ mounts })}
        />
        <SecretFields {...{ draft, isDisabled }} onChange={change} />
        <LimitFields
          limits={draft.limits}
          isDisabled={isDisabled}
          onChange={limits => change({ limits })}
        />
        <ImportPanel
          isDisabled={isDisabled}
          onImport={imported => change(draftOf(imported))}
        />
      </div>
      <div className={styles.told}>
        {problems.length > 0 && (
          <div role="alert">
            <Text as="p" weight="bold" className={styles.flat}>
              {t('profileProblem.title')}
            </Text>
            {problems.map(({ kind, value }) => (
              <ErrorText key={`${kind} ${value}`} isQuiet>
                {t(`profileProblem.${kind}`, { value })}
              </ErrorText>
            ))}
          </div>
        )}
        <span role="status" className={styles.hidden}>
          {problems.length > 0
            ? ''
            : t('profileEditor.summary', {
                error: count('error'),
                danger: count('danger'),
                warning: count('warning'),
              })}
        </span>
        <Section title={t('profile.title')}>
          {problems.length > 0 ? (
            <Text color="secondary">{t('profileEditor.unclear')}</Text>
          ) : (
            <WhatItCan profile={profile} />
          )}
        </Section>
        {problems.length === 0 && (
          <>
            <Section title={t('profile.findings')}>
              <Findings findings={findings} />
            </Section>
            <TextPanel profile={profile} />
          </>
        )}
      </div>
    </div>
  );
}
