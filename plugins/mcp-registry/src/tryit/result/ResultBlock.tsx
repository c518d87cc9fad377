import { Flex, Text } from '@backstage/ui';
import { useMemo } from 'react';
import { useT } from '../../hooks/useT';
import { BoundedText } from './BoundedText';
import { readJson } from './readJson';
import { ResultMedia } from './ResultMedia';
import styles from './result.module.css';
import { ResultValue } from './ResultValue';

const MAX_URI = 500;

/** One part of an answer. A kind that this page does not know is still in the raw answer. */
export function ResultBlock(props: {
  block: Record<string, unknown>;
  number: number;
}) {
  const t = useT();
  const { block, number } = props;
  switch (block.type) {
    case 'text':
      return <TextOrJson text={String(block.text ?? '')} />;
    case 'image':
    case 'audio':
      return (
        <ResultMedia
          kind={block.type}
          mimeType={block.mimeType}
          data={block.data}
          number={number}
        />
      );
    case 'resource':
      return <Resource resource={block.resource} number={number} />;
    case 'resource_link':
      return (
        <Text as="p" className={styles.note}>
          {t('result.link', { uri: String(block.uri).slice(0, MAX_URI) })}
        </Text>
      );
    default:
      return (
        <Text as="p" color="secondary" className={styles.note}>
          {t('result.notShown', { kind: String(block.type).slice(0, 100) })}
        </Text>
      );
  }
}

function TextOrJson({ text }: { text: string }) {
  const json = useMemo(() => readJson(text), [text]);
  return json === undefined ? (
    <BoundedText text={text} />
  ) : (
    <ResultValue value={json} />
  );
}

function Resource(props: { resource: unknown; number: number }) {
  const t = useT();
  const { uri, mimeType, text, blob } = Object(props.resource) as Record<
    string,
    unknown
  >;
  return (
    <Flex direction="column" gap="1" className={styles.block}>
      <Text as="p" color="secondary" className={styles.note}>
        {t('result.resource', { uri: String(uri).slice(0, MAX_URI) })}
      </Text>
      {typeof text === 'string' ? (
        <TextOrJson text={text} />
      ) : (
        <ResultMedia
          kind={String(mimeType).startsWith('audio/') ? 'audio' : 'image'}
          mimeType={mimeType}
          data={blob}
          number={props.number}
        />
      )}
    </Flex>
  );
}
