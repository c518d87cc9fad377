/**
 * Where a server that the gateway runs finds the gateway's signed word about a person: in the `_meta` of each message that is for
 * one. The gateway alone writes it; a client that does is refused.
 */
export const ASSERTION_META = 'sallyport/assertion';
