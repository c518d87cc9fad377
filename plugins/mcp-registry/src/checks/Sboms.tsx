import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Sbom } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import styles from './checks.module.css';
import { saveFile, shortDigest } from './saveFile';
import { UploadSbom } from './UploadSbom';

const FORMATS: Record<Sbom['format'], string> = {
  cyclonedx: 'CycloneDX',
  spdx: 'SPDX',
};

/** Lists of what a revision is made of: to save, and to hand in. */
export function Sboms(props: {
  digest: string;
  mayUpload: boolean;
  /** Told when the checks look at other lists. */
  onChange(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { digest, mayUpload, onChange } = props;
  const lists = useLoad(
    useCallback(() => registry.listSboms(digest), [registry, digest]),
  );
  const onDone = () => {
    lists.refresh();
    onChange();
  };
  const items = lists.value?.items ?? [];
  return (
    <div className={styles.stack}>
      <Text as="h4" variant="body-medium" weight="bold" className={styles.flat}>
        {t('sboms.title')}
      </Text>
      <Problem
        title={t('sboms.failed')}
        error={lists.error}
        onRetry={lists.refresh}
      />
      {lists.value && items.length === 0 && (
        <Text as="p" color="secondary" className={styles.flat}>
          {t('sboms.none')}
        </Text>
      )}
      {items.length > 0 && (
        <ul className={styles.findings} aria-label={t('sboms.title')}>
          {items.map(list => (
            <SbomItem
              key={list.origin}
              list={list}
              onRemoved={mayUpload ? onDone : undefined}
            />
          ))}
        </ul>
      )}
      {mayUpload && <UploadSbom digest={digest} onDone={onDone} />}
    </div>
  );
}

function SbomItem(props: { list: Sbom; onRemoved?(): void }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { list, onRemoved } = props;
  const { digest, origin, format, specVersion, components, by } = list;
  const save = useAction(
    useCallback(async () => {
      const document = await registry.getSbom(digest, origin);
      saveFile(document, `${origin}-${shortDigest(digest)}.${format}.json`);
    }, [registry, digest, origin, format]),
  );
  const remove = useAction(
    useCallback(() => registry.removeSbom(digest), [registry, digest]),
  );
  const title = t(`sbomOrigin.${origin}`);
  return (
    <li className={styles.finding}>
      <div className={styles.words}>
        <Text as="p" className={styles.flat}>
          {title}
        </Text>
        <Text as="p" color="secondary" className={styles.flat}>
          {t('sboms.count', {
            count: components,
            format: FORMATS[format],
            version: specVersion,
          })}
          {by !== undefined && (
            <>
              {' · '}
              {t('sboms.by')} <EntityName entityRef={by} />
            </>
          )}
        </Text>
        <Problem title={t('sboms.saveFailed')} error={save.error} />
        <Problem title={t('sboms.removeFailed')} error={remove.error} />
      </div>
      <div className={styles.buttons}>
        <Button
          size="small"
          variant="tertiary"
          aria-label={t('sboms.saveLabel', { origin: title })}
          isPending={save.running}
          onPress={() => void save.run()}
        >
          {t('sboms.save')}
        </Button>
        {origin === 'uploaded' && onRemoved && (
          <Button
            size="small"
            variant="tertiary"
            isPending={remove.running}
            onPress={() => void remove.run().then(done => done && onRemoved())}
          >
            {t('sboms.remove')}
          </Button>
        )}
      </div>
    </li>
  );
}
