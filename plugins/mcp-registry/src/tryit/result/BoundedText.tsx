import { Button, Flex, Text } from '@backstage/ui';
import { useState } from 'react';
import { useT } from '../../hooks/useT';
import styles from './result.module.css';

const FIRST = 4_000;
const STEP = 20_000;
const MAX_SHOWN = 100_000;

/** Text from a server, exactly as it came: nothing in it is markup, and only so much of it enters the page. */
export function BoundedText(props: { text: string; isCode?: boolean }) {
  const t = useT();
  const { text, isCode } = props;
  const [shown, setShown] = useState(FIRST);
  const left = text.length - shown;
  return (
    <div className={styles.block}>
      <pre className={isCode ? styles.code : styles.text}>
        {text.slice(0, shown)}
      </pre>
      {left > 0 && (
        <Flex align="center" gap="3" style={{ flexWrap: 'wrap' }}>
          <Text as="p" color="secondary" className={styles.note}>
            {t('result.cut', { count: left })}
          </Text>
          {shown < MAX_SHOWN && (
            <Button
              size="small"
              variant="secondary"
              onPress={() => setShown(Math.min(shown + STEP, MAX_SHOWN))}
            >
              {t('common.more')}
            </Button>
          )}
        </Flex>
      )}
    </div>
  );
}
