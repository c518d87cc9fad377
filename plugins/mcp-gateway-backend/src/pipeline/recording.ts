import {
  type AccessDocument,
  effectiveRecording,
  isRecordedMethod,
  type RecordingBounds,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { proceed, type Call, type Stage } from './types';

/** What is kept of the call's arguments and result: as its server's owner wants it and the company allows. */
export function recording(options: { bounds: RecordingBounds }): Stage {
  const { bounds } = options;
  /** A changed server has a new document. */
  const known = new WeakMap<AccessDocument, Call['recording']>();
  const ofServer = (document: AccessDocument) => {
    if (known.has(document)) return known.get(document);
    const { policy } = effectiveRecording({
      wish: document.recording,
      classification: document.dataClassification,
      bounds,
    });
    const kept = policy === 'none' ? undefined : policy;
    known.set(document, kept);
    return kept;
  };
  const isOff = bounds.maximum === 'none';
  return call => {
    const { document, message } = call;
    if (isOff || !document || message?.kind !== 'request') return proceed(call);
    if (document.recording === undefined && bounds.default === 'none') {
      return proceed(call);
    }
    if (!isRecordedMethod(message.method)) return proceed(call);
    const kept = ofServer(document);
    return proceed(call, kept && { recording: kept });
  };
}
