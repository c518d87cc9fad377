/** Why a server is suspended whose owner did not answer for it; by this an answer knows what it may bring back. */
export const SUSPENDED_BY_REVIEW =
  'A review was not answered in time: nobody said that they still answer for this server.';
