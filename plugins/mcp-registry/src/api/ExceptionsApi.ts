import type {
  Exception,
  ExceptionDecision,
  ExceptionPage,
  NewException,
} from './types';

/** What the pages ask of the registry about exceptions. */
export interface ExceptionsApi {
  listExceptions(
    serverRef: string,
    query: { limit?: number; cursor?: string },
  ): Promise<ExceptionPage>;
  requestException(exception: NewException): Promise<Exception>;
  decideException(id: string, decision: ExceptionDecision): Promise<Exception>;
  withdrawException(id: string): Promise<Exception>;
  revokeException(id: string, reason: string): Promise<Exception>;
  /** As OpenVEX. */
  exportException(id: string): Promise<object>;
}
