import { Text } from '@backstage/ui';
import type { ServerSummary, Tool, ToolSelection } from '../api/types';
import { useT } from '../hooks/useT';
import { selectedTools } from '../tools/groupTools';
import styles from './approvals.module.css';

/** The risk of saying yes, in one line. */
export function RiskLine(props: {
  server: ServerSummary;
  tools: readonly Tool[] | undefined;
  asked: ToolSelection;
}) {
  const t = useT();
  const asked = props.tools && selectedTools(props.tools, props.asked);
  const count = (effect: Tool['effect']) =>
    asked?.filter(tool => tool.effect === effect).length ?? 0;
  let can: string;
  if (!asked) {
    can = t('riskLine.unknown');
  } else if (count('destroys') > 0) {
    can = t('riskLine.destroys', { count: count('destroys') });
  } else if (count('changes') > 0) {
    can = t('riskLine.changes', { count: count('changes') });
  } else {
    can = t('riskLine.reads');
  }
  return (
    <Text as="p" className={styles.flat}>
      <strong>{t('riskLine.title')}</strong>{' '}
      {t('riskLine.line', {
        risk: t(`risk.${props.server.riskTier}`),
        data: t(`data.${props.server.dataClassification}`),
        can,
      })}
    </Text>
  );
}
