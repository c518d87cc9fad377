import { Text } from '@backstage/ui';
import { useT } from '../../hooks/useT';
import { mediaUrl } from './mediaUrl';
import styles from './result.module.css';

const MAX_KIND = 100;

/** A picture or sound that came with the answer. Nothing is fetched for it. */
export function ResultMedia(props: {
  kind: 'image' | 'audio';
  mimeType: unknown;
  data: unknown;
  number: number;
}) {
  const t = useT();
  const { kind, mimeType, data, number } = props;
  const media = mediaUrl(kind, mimeType, data);
  if (!media.ok) {
    const what = String(mimeType ?? kind).slice(0, MAX_KIND);
    return (
      <Text as="p" color="secondary" className={styles.note}>
        {media.why === 'too-large'
          ? t('result.tooLarge', { kind: what })
          : t('result.notShown', { kind: what })}
      </Text>
    );
  }
  const label = t(`result.${kind}`, { number: String(number) });
  return kind === 'image' ? (
    <img className={styles.image} src={media.url} alt={label} />
  ) : (
    <audio className={styles.audio} controls src={media.url} aria-label={label}>
      <track kind="captions" />
    </audio>
  );
}
