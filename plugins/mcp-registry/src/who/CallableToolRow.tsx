import { RiEyeOffLine } from '@remixicon/react';
import type { CallableServer, CallableTool } from '../api/types';
import { StatusLabel } from '../components/StatusLabel';
import { useT } from '../hooks/useT';
import { EffectLabel } from '../tools/EffectLabel';
import { AnswerLabel } from './AnswerLabel';
import { Through } from './Through';
import { Why } from './Why';
import styles from './who.module.css';

/** One tool: whether they can call it, through what, and on demand how that comes about. */
export function CallableToolRow(props: {
  principal: string;
  server: CallableServer;
  tool: CallableTool;
  isMe: boolean;
}) {
  const t = useT();
  const { principal, server, tool, isMe } = props;
  const { serverRef } = server;
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <span className={styles.name}>{tool.name}</span>
        {tool.does && <EffectLabel effect={tool.does} />}
        {tool.isHidden && (
          <StatusLabel
            tone="neutral"
            icon={<RiEyeOffLine size={14} aria-hidden />}
            title={t('callable.hiddenHint')}
          >
            {t('callable.hidden')}
          </StatusLabel>
        )}
      </div>
      <div className={styles.answer}>
        <AnswerLabel answer={tool} />
        <Through answer={tool} grants={server.grants} isMe={isMe} />
      </div>
      <Why
        question={{ principal, serverRef, tool: tool.name }}
        label={tool.name}
      />
    </li>
  );
}
