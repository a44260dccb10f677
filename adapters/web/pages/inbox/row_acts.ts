/** What is done from a row of the inbox: one's own completion taken back, a copy confirmed. */
export const ROW_ACTS = ['withdraw', 'read'] as const
export type RowAct = (typeof ROW_ACTS)[number]
