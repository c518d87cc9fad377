import { Text } from '@backstage/ui';
import {
  effectiveRecording,
  type RecordingPolicy,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { DataClassification, GatewayInfo } from '../api/types';
import { useT } from '../hooks/useT';

/** What the company says about keeping arguments and results. */
export type CompanyRecording = NonNullable<GatewayInfo['recording']>;

/** What is kept now, in words, and why it is not more. */
export function RecordingInWords(props: {
  /** What the owner wants; absent: nothing was said. */
  wish: RecordingPolicy | undefined;
  classification: DataClassification;
  bounds: CompanyRecording | undefined;
}) {
  const t = useT();
  const { wish, classification, bounds } = props;
  if (!bounds) return <Text>{t('recording.unknown')}</Text>;
  const { policy, limitedBy } = effectiveRecording({
    ...{ wish, classification, bounds },
  });
  const upTo = t(`data.${bounds.fullUpTo}`);
  return (
    <div>
      <Text as="p">
        {t(`recording.${policy}`, { days: String(bounds.retentionDays) })}{' '}
        {policy !== 'none' && t('recording.whoReads')}
      </Text>
      {limitedBy && (
        <Text as="p" color="secondary">
          {t(`recording.limitedBy.${limitedBy}`, {
            wish: t(`recording.policy.${wish ?? bounds.default}`),
            upTo,
          })}
        </Text>
      )}
    </div>
  );
}
