import { Alert, Button, Text } from '@backstage/ui';
import { formatBytes } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { CallBody, CallBodyPart } from '../../api/types';
import { useT } from '../../hooks/useT';
import { saveText } from '../saveText';
import { shownText } from './shownText';
import styles from './body.module.css';

const TONES = {
  matches: 'success',
  unproven: 'warning',
  differs: 'danger',
} as const;

/** Long ones scroll: the keyboard has to get there. */
const SCROLLS = { role: 'region', tabIndex: 0 } as const;

/** Arguments and result of a call as text: nothing in it is anything else. */
export function BodyContents({ body }: { body: CallBody }) {
  const t = useT();
  const { callId, text, hexKey, proof } = body;
  return (
    <div className={styles.contents}>
      <Alert
        role={proof === 'differs' ? 'alert' : 'status'}
        status={TONES[proof]}
        icon
        title={t(`body.proof.${proof}`)}
        description={t('body.revealed')}
      />
      <Part
        title={t('body.arguments')}
        part={body.arguments}
        none={t('body.noArguments')}
      />
      <Part
        title={t('body.result')}
        part={body.result}
        none={t('body.noResult')}
      />
      <div>
        <Button
          size="small"
          variant="tertiary"
          onPress={() =>
            saveText(JSON.stringify({ callId, text, hexKey }), {
              type: 'application/json',
              name: `call-${callId}.json`,
            })
          }
        >
          {t('body.save')}
        </Button>
      </div>
    </div>
  );
}

function Part(props: {
  title: string;
  part: CallBodyPart | undefined;
  none: string;
}) {
  const t = useT();
  const { title, part, none } = props;
  return (
    <div>
      <Text as="h4" variant="body-medium" weight="bold">
        {title}
      </Text>
      {!part && <Text color="secondary">{none}</Text>}
      {part && part.text === '' && <Text>{t('body.unreadable')}</Text>}
      {part && part.text !== '' && (
        <pre className={styles.text} aria-label={title} {...SCROLLS}>
          {shownText(part.text)}
        </pre>
      )}
      {part && (part.isCut || part.masked > 0) && (
        <Text as="p" color="secondary" variant="body-small">
          {part.isCut && t('body.cut', { size: formatBytes(part.bytes) })}{' '}
          {part.masked > 0 && t('body.masked', { count: part.masked })}
        </Text>
      )}
    </div>
  );
}
