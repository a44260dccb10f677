import type { BatchRequest, TaskSummary } from '../api/types.js'

export type BatchAct = Exclude<BatchRequest['action'], 'withdraw' | 'urge'>

/** Those that ask something first. */
export const ASKED_BATCH_ACTS = ['complete', 'transfer', 'return', 'delegate', 'copy'] as const satisfies readonly BatchAct[]
export type AskedBatchAct = (typeof ASKED_BATCH_ACTS)[number]

/** Acts of the menu, in its order. */
export const MENU_ACTS = ['return', 'delegate', 'copy'] as const satisfies readonly AskedBatchAct[]

/** Whether every one of the tasks allows it. */
export const allMay = (rows: readonly Pick<TaskSummary, 'allowedActions'>[], act: BatchAct): boolean => rows.every((row) => row.allowedActions.includes(act))
