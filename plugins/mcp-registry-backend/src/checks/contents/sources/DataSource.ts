/** Where the company keeps something that checks read: a folder, or an address. */
export interface DataSource {
  /** For people, and to tell one from another. */
  readonly name: string;
  /** With files in JSON, and archives of such. */
  readonly directory?: string;
  /** Of one file: JSON, or a zip archive. A signed address of a bucket is one. */
  readonly url?: URL;
  /** What it may lead on to. */
  readonly alsoAsks: readonly string[];
  readonly token?: string;
}

/** What was found at a source, before it is read. */
export interface OpenedSource {
  /** Other text, other contents. */
  readonly fingerprint: string;
  /** When its newest file was written, where that is said. */
  readonly writtenAt?: Date;
  /** Its documents, one after the other. */
  documents(): AsyncIterable<SourceDocument>;
  close(): Promise<void>;
}

/** One file in JSON. */
export interface SourceDocument {
  /** For people: `npm/all.zip/GHSA-….json` */
  readonly name: string;
  readonly text: string;
}

/** It could not be read, or not to its end: what was read before stays in use, and grows old. */
export class SourceUnreadable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SourceUnreadable';
  }
}

/** Bounds of what is read. */
export interface SourceBounds {
  /** Of all files as they lie there, or as they are sent. */
  readonly maxBytes: number;
  /** Of one document, unpacked. */
  readonly maxDocumentBytes: number;
  readonly maxDocuments: number;
}
