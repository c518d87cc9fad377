import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Select, Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { RevisionEntry } from '../api/types';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { DiffView } from './DiffView';
import styles from './revisions.module.css';

/** Two versions to compare, by their digests. */
export interface Compared {
  from: string;
  to: string;
}

/** What changed between any two versions. */
export function CompareVersions(props: {
  versions: readonly RevisionEntry[];
  compared: Compared;
  onChange(compared: Compared): void;
  onHide(): void;
}) {
  const t = useT();
  const { versions, compared, onChange, onHide } = props;
  const options = versions.map(({ digest, number }) => ({
    id: digest,
    label: t('revisionHistory.number', { number: String(number) }),
  }));
  const pick = (side: keyof Compared) => (
    <Select
      size="small"
      label={t(`revisionHistory.${side}`)}
      placeholder={t('revisionHistory.choose')}
      options={options}
      value={compared[side]}
      onChange={value => onChange({ ...compared, [side]: String(value) })}
    />
  );
  const numberOf = (digest: string) =>
    String(versions.find(each => each.digest === digest)?.number ?? '?');
  return (
    <Section
      title={t('revisionHistory.compareTitle')}
      actions={
        <Button size="small" variant="tertiary" onPress={onHide}>
          {t('revisionHistory.hide')}
        </Button>
      }
    >
      <div className={styles.sides}>
        {pick('from')}
        {pick('to')}
      </div>
      {compared.from === compared.to ? (
        <Text color="secondary">{t('revisionHistory.pickTwo')}</Text>
      ) : (
        <>
          <Text as="p" weight="bold" className={styles.flat}>
            {t('revisionDiff.titleBetween', {
              before: numberOf(compared.from),
              after: numberOf(compared.to),
            })}
          </Text>
          <Difference {...compared} />
        </>
      )}
    </Section>
  );
}

function Difference({ from, to }: Compared) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const diff = useLoad(
    useCallback(() => registry.getRevisionDiff(to, from), [registry, to, from]),
  );
  return (
    <>
      <Problem
        title={t('revisionDiff.failed')}
        error={diff.error}
        onRetry={diff.refresh}
      />
      {!diff.value && diff.loading && <Lines count={2} />}
      {diff.value && <DiffView diff={diff.value} />}
    </>
  );
}
