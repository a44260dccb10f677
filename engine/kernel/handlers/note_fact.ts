import type { NoteFact } from '../commands.js'
import { emit } from '../run/run.js'
import type { Handler } from './handler.js'

/** A fact for the participants and the journal. It moves no token; whether it may be noted is the participant's to say. */
export const noteFact: Handler<NoteFact> = (run, { fact, ref, values }) => {
  emit(run, { type: 'FactNoted', fact, ref, values, atMs: run.context.nowMs })
  return undefined
}
