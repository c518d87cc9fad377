import { useApi } from '@backstage/frontend-plugin-api';
import { Flex, SearchField, Switch, Text } from '@backstage/ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { RuntimeLog as Log } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { formatAbsolute } from '../components/formatTime';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useDebounced } from '../hooks/useDebounced';
import { useLanguage } from '../hooks/useLanguage';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import styles from './runtime.module.css';

const FOLLOW_MS = 3_000;
const LIMIT = 500;
/** It scrolls: those without a mouse need to get into it (axe: scrollable-region-focusable). */
const SCROLLS = { tabIndex: 0 };

/** The end of what a server's runtimes wrote for people, searched and followed: plain text, whatever it is. */
export function RuntimeLog(props: { serverId: string }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { serverId } = props;
  const [search, setSearch] = useState('');
  const [follows, setFollows] = useState(false);
  const wanted = useDebounced(search.trim(), 300);
  const { value, error, loading, refresh } = useLoad(
    useCallback(
      () =>
        gateway.getServerRuntimeLog(serverId, {
          limit: LIMIT,
          ...(wanted && { search: wanted }),
        }),
      [gateway, serverId, wanted],
    ),
    { everyMs: follows ? FOLLOW_MS : undefined },
  );
  return (
    <Section title={t('runtime.log')} hint={t('runtime.logHint')}>
      <div role="search" className={styles.filters}>
        <SearchField
          size="small"
          label={t('runtime.logSearch')}
          value={search}
          onChange={setSearch}
        />
        <Switch
          label={t('runtime.follow')}
          isSelected={follows}
          onChange={setFollows}
        />
      </div>
      <Problem title={t('runtime.logFailed')} error={error} onRetry={refresh} />
      {!value && loading && <Lines count={2} />}
      {value?.items.length === 0 && (
        <EmptyState
          title={wanted ? t('runtime.noneFound') : t('runtime.noLog')}
          hint={wanted ? t('runtime.noneFoundHint') : t('runtime.noLogHint')}
        />
      )}
      {value && value.items.length > 0 && (
        <Flex direction="column" gap="2">
          <Text as="p" color="secondary" style={{ margin: 0 }}>
            {value.hasEarlier
              ? t('runtime.linesCut', { count: value.items.length })
              : t('runtime.lines', { count: value.items.length })}
          </Text>
          <LogText lines={value.items} follows={follows} />
        </Flex>
      )}
    </Section>
  );
}

function LogText(props: { lines: Log['items']; follows: boolean }) {
  const t = useT();
  const language = useLanguage();
  const { lines, follows } = props;
  const box = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (follows && box.current) {
      box.current.scrollTop = box.current.scrollHeight;
    }
  }, [follows, lines]);
  return (
    <pre
      ref={box}
      className={styles.log}
      role="log"
      // Each new line is read out only to those who asked to follow.
      aria-live={follows ? 'polite' : 'off'}
      aria-label={t('runtime.log')}
      {...SCROLLS}
    >
      {lines.map((line, index) => (
        <span key={`${line.at} ${index}`} title={line.runtimeId}>
          {`${formatAbsolute(line.at, language)}  ${line.text}\n`}
        </span>
      ))}
    </pre>
  );
}
