/** Says whether somebody who was refused may know what there is. Asked on refusals only. */
export interface Visibility {
  /** Never throws: what cannot be found out is a no. */
  mayKnow(question: {
    /** The token of the person who is refused. */
    tokenId: string | undefined;
    serverRef: string;
  }): Promise<boolean>;
}
