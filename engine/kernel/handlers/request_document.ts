import type { RequestDocument } from '../commands.js'
import { emit } from '../run/run.js'
import type { Handler } from './handler.js'

/** 另行出具. Which documents may be asked for, and in which register, is the participant's to say. */
export const requestDocument: Handler<RequestDocument> = (run, { template }) => {
  emit(run, { type: 'DocumentRequested', elementId: run.draft.state.processId, template, register: null, atMs: run.context.nowMs })
  return undefined
}
