import type {
  ConditionLift,
  LiftDecision,
  NewConditionLift,
  NewConditions,
  ServerConditions,
} from './types';

/** Conditions of what is approved, and wishes to lift them. */
export interface ConditionsApi {
  /** Narrows: one person of the owner's side or the review team may. */
  addConditions(
    serverRef: string,
    body: NewConditions,
  ): Promise<ServerConditions>;
  askToLift(serverRef: string, body: NewConditionLift): Promise<ConditionLift>;
  decideLift(id: string, decision: LiftDecision): Promise<ConditionLift>;
  withdrawLift(id: string): Promise<ConditionLift>;
}
