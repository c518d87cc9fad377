import { Alert, Button, Text } from '@backstage/ui';
import type { PolicyCheck } from '../api/types';
import { ErrorText } from '../components/ErrorText';
import { useT } from '../hooks/useT';
import styles from './policies.module.css';

/** What is wrong with a text, by line, and what its cases say. */
export function CheckResult(props: {
  check: PolicyCheck;
  onGoTo(line: number): void;
}) {
  const t = useT();
  const { mistakes, cases, isGood } = props.check;
  if (isGood) {
    return (
      <Alert
        role="status"
        status="success"
        icon
        title={
          cases.length === 0
            ? t('policyEditor.noCases')
            : t('policyEditor.good', { count: cases.length })
        }
      />
    );
  }
  const failed = cases.filter(({ expected, got }) => expected !== got);
  return (
    <div role="alert">
      <ErrorText isBold isQuiet>
        {t('policyEditor.wrong')}
      </ErrorText>
      <ul className={styles.found}>
        {mistakes.map(({ line, message }) => (
          <li key={`${line} ${message}`}>
            <Text>
              {t('policyEditor.line', { line: String(line), message })}
            </Text>{' '}
            <Button
              size="small"
              variant="tertiary"
              onPress={() => props.onGoTo(line)}
            >
              {t('policyEditor.goTo', { line: String(line) })}
            </Button>
          </li>
        ))}
        {failed.map(({ title, expected, got, detail }) => (
          <li key={title}>
            <Text>
              {t('policyEditor.caseFailed', {
                title,
                got: t(`policyEditor.${got}`),
                expected: t(`policyEditor.${expected}`),
                detail: detail ?? '',
              })}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  );
}
