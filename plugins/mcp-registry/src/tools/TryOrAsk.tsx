import { Button, ButtonLink, Text } from '@backstage/ui';
import { useEffect, useRef } from 'react';
import type { Server, Tool } from '../api/types';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import styles from './ToolDetails.module.css';

/** What a person can do with a tool: try it, or ask for access to it. */
export function TryOrAsk(props: {
  server: Server;
  tool: Tool;
  isOpen: boolean;
  onToggle(): void;
}) {
  const t = useT();
  const links = useLinks();
  const { server, tool, isOpen } = props;
  const { state, tools } = server.access;

  // Whoever closes the panel is back where they opened it.
  const place = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current && !isOpen) {
      place.current?.querySelector('button')?.focus();
    }
    wasOpen.current = isOpen;
  }, [isOpen]);

  if (['not-served', 'stopped', 'not-covered'].includes(state)) return null;
  if (state === 'pending') {
    return <Text color="secondary">{t('tryIt.pending')}</Text>;
  }
  const isCovered = tools?.kind !== 'named' || tools.names?.includes(tool.name);
  const mayTry = state === 'granted' && isCovered;
  if (mayTry && !server.endpoint) return null;
  return (
    <div className={styles.action} ref={place}>
      {mayTry ? (
        <Button
          size="small"
          variant="secondary"
          aria-label={t('tryIt.openTool', { tool: tool.name })}
          aria-expanded={isOpen}
          onPress={props.onToggle}
        >
          {t('tryIt.open')}
        </Button>
      ) : (
        <ButtonLink
          size="small"
          variant="secondary"
          aria-label={t('tryIt.askTool', { tool: tool.name })}
          href={links.request(server.serverRef, [tool.name])}
        >
          {t('tryIt.ask')}
        </ButtonLink>
      )}
    </div>
  );
}
