/** Completed activities are to be undone: asked for by a compensation event, a cancelled transaction, or the sub-process around them. */
export interface CompensationTriggered {
  type: 'CompensationTriggered'
  elementInstanceId: string
  elementId: string
  /** In order of completion, with the ids they had. */
  compensated: readonly { elementInstanceId: string; elementId: string }[]
}

/** A cancel end event was reached: everything that ran inside the transaction has ended, what had completed is being undone. */
export interface TransactionCancelled {
  type: 'TransactionCancelled'
  elementInstanceId: string
  elementId: string
}

/** Completed activities were taken back by a return, a withdrawal or a jump: nothing of them is left to be undone. */
export interface CompensationForgotten {
  type: 'CompensationForgotten'
  forgotten: readonly { elementInstanceId: string; elementId: string }[]
}

export type CompensationEvent = CompensationTriggered | CompensationForgotten | TransactionCancelled
