import type { Answer } from '#engine/runtime/command_envelope'
import { problemOfRejection, ProblemError } from './problem.js'

export type Accepted = Extract<Answer, { ok: true }>

/** The accepted answer of a command; a rejection becomes the caller's problem. */
export function acceptedOf(answer: Answer): Accepted {
  if (!answer.ok) throw new ProblemError(problemOfRejection(answer.rejection))
  return answer
}
