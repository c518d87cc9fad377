import { useApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { useCallback, useRef, useState } from 'react';
import { ApiProblem } from '../api/ApiProblem';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import styles from './checks.module.css';

/** Takes a file from whoever answers for a revision. */
export function UploadSbom(props: { digest: string; onDone(): void }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { digest, onDone } = props;
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const upload = useAction(
    useCallback(
      async (chosen: File) => {
        const document = parse(await chosen.text());
        if (!document) {
          // Problems of ours are shown in their own words.
          throw new ApiProblem({ message: t('sboms.notJson'), status: 400 });
        }
        return await registry.uploadSbom(digest, document);
      },
      [registry, digest, t],
    ),
  );
  const choose = (chosen: File | undefined) => {
    setFile(chosen);
    if (chosen) void upload.run(chosen).then(done => done && onDone());
  };
  return (
    <div>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,application/json"
        aria-label={t('sboms.upload')}
        onChange={event => {
          choose(event.target.files?.[0]);
          // The same file again is another try.
          event.target.value = '';
        }}
      />
      <div className={styles.buttons}>
        <Button
          size="small"
          variant="secondary"
          isPending={upload.running}
          onPress={() => input.current?.click()}
        >
          {t('sboms.upload')}
        </Button>
        <span className={styles.small}>
          {file?.name ?? t('sboms.uploadHint')}
        </span>
      </div>
      <Problem title={t('sboms.uploadFailed')} error={upload.error} />
    </div>
  );
}

function parse(text: string): object | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}
