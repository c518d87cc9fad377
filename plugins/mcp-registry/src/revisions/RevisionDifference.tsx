import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback, useEffect } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { DiffView } from './DiffView';

/** For reviewers: what differs from what is approved, before anything else. */
export function RevisionDifference(props: {
  digest: string;
  /** Tells which approved revision the difference is to. */
  onSeen?: (approvedDigest: string | undefined) => void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { digest, onSeen } = props;
  const diff = useLoad(
    useCallback(() => registry.getRevisionDiff(digest), [registry, digest]),
  );
  const before = diff.value?.before;
  useEffect(() => onSeen?.(before?.digest), [onSeen, before?.digest]);
  return (
    <>
      <Problem
        title={t('revisionDiff.failed')}
        error={diff.error}
        onRetry={diff.refresh}
      />
      {!diff.value && diff.loading && <Lines count={2} />}
      {diff.value && before && (
        <Section
          title={t('revisionDiff.title', { number: String(before.number) })}
        >
          <DiffView diff={diff.value} />
        </Section>
      )}
      {diff.value && !before && <DiffView diff={diff.value} />}
    </>
  );
}
