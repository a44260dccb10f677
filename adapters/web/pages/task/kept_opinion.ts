import { session } from '../session/session.js'

/** What was chosen and written beside the form, not yet submitted. */
export interface KeptOpinion {
  outcome: string
  opinion: string
}

/** Of this person, in this window: the next one at this computer finds nothing. */
const placeOf = (taskId: string): string => `opinion ${session.user?.id ?? ''} ${taskId}`

/** What was written before one went to look at something else. */
export function readOpinion(taskId: string): KeptOpinion | null {
  const text = sessionStorage.getItem(placeOf(taskId))
  return text === null ? null : (JSON.parse(text) as KeptOpinion)
}

export function keepOpinion(taskId: string, kept: KeptOpinion): void {
  if (kept.opinion || kept.outcome) sessionStorage.setItem(placeOf(taskId), JSON.stringify(kept))
  else forgetOpinion(taskId)
}

/** It has been submitted. */
export const forgetOpinion = (taskId: string): void => sessionStorage.removeItem(placeOf(taskId))
