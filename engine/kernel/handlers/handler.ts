import type { Rejection } from '../rejection.js'
import type { Run } from '../run/run.js'

/** Decides one kind of command: emits events into the run, or says why not (before the first event). */
export type Handler<C> = (run: Run, command: C) => Rejection | undefined

/** A refusal for people. */
export function reject(code: Rejection['code'], message: string, errors?: Rejection['errors']): Rejection {
  return errors === undefined ? { code, message } : { code, message, errors }
}
