import {
  RiCoinsLine,
  RiGlobalLine,
  RiHomeLine,
  RiRepeatLine,
} from '@remixicon/react';
import type { Tool } from '../api/types';
import { StatusLabel } from '../components/StatusLabel';
import { useT } from '../hooks/useT';
import { tokenText } from './tokenText';
import styles from './ToolDetails.module.css';

/** What a server says about its tool besides its effect, and what the tool costs a model. Silence is no label. */
export function ToolFacts({ tool }: { tool: Tool }) {
  const t = useT();
  const { idempotentHint, openWorldHint } = tool.annotations ?? {};
  return (
    <ul className={styles.facts} aria-label={t('toolFacts.hints')}>
      {tool.tokens !== undefined && (
        <li>
          <StatusLabel
            tone="neutral"
            icon={<RiCoinsLine size={14} aria-hidden />}
            title={t('toolFacts.tokensHint')}
          >
            {tokenText(t, [tool])}
          </StatusLabel>
        </li>
      )}
      {tool.effect !== 'reads' && idempotentHint === true && (
        <li>
          <StatusLabel
            tone="neutral"
            icon={<RiRepeatLine size={14} aria-hidden />}
            title={t('toolFacts.idempotentHint')}
          >
            {t('toolFacts.idempotent')}
          </StatusLabel>
        </li>
      )}
      {typeof openWorldHint === 'boolean' && (
        <li>
          <StatusLabel
            tone="neutral"
            icon={
              openWorldHint ? (
                <RiGlobalLine size={14} aria-hidden />
              ) : (
                <RiHomeLine size={14} aria-hidden />
              )
            }
            title={t(
              openWorldHint
                ? 'toolFacts.openWorldHint'
                : 'toolFacts.closedWorldHint',
            )}
          >
            {t(openWorldHint ? 'toolFacts.openWorld' : 'toolFacts.closedWorld')}
          </StatusLabel>
        </li>
      )}
    </ul>
  );
}
