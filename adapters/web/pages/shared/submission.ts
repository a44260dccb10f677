import { ref, type Ref } from 'vue'
import { createIntents } from '../api/intent.js'
import { fullSentenceOf, Problem, type FieldProblem } from '../api/problem.js'
import { request, type Method } from '../api/request.js'

export interface Sent {
  method: Method
  path: string
  body?: unknown
  /** The revision it was decided on. */
  ifMatch?: number
}

export interface Submission {
  /** One sentence about what went wrong last, or what is still missing. */
  problem: Ref<string>
  /** What the server found wrong at each field, for a page that shows it there. */
  errors: Ref<readonly FieldProblem[]>
  /** Code of the last refusal, empty when there was none. */
  code: Ref<string>
  isBusy: Ref<boolean>
  /** What is still to be filled in, told instead of sending; empty = nothing. Answers whether it may be sent. */
  isComplete(missing: string | false): boolean
  /** The answer, or null when it was refused. A press while the first is under way sends nothing. */
  send<T = unknown>(what: Sent): Promise<{ answer: T } | null>
}

/** What the buttons of one dialog send: pressed twice it goes out once, repeated with the same content it keeps its key, a refusal stays to be read. */
export function useSubmission(): Submission {
  let intents = createIntents()
  const problem = ref('')
  const code = ref('')
  const errors = ref<readonly FieldProblem[]>([])
  const isBusy = ref(false)
  return {
    problem,
    errors,
    code,
    isBusy,
    isComplete(missing) {
      problem.value = missing || ''
      return problem.value === ''
    },
    async send<T>({ method, path, body, ifMatch }: Sent) {
      if (isBusy.value) return null
      isBusy.value = true
      problem.value = ''
      code.value = ''
      errors.value = []
      try {
        const intent = method === 'POST' ? intents.keyFor(path, { body, ifMatch }) : undefined
        const answer = await request<T>(method, path, { body, ifMatch, intent })
        // Done: the same thing asked once more is meant once more.
        intents = createIntents()
        return { answer }
      } catch (error) {
        problem.value = fullSentenceOf(error)
        code.value = error instanceof Problem ? error.code : ''
        errors.value = error instanceof Problem ? error.errors : []
        return null
      } finally {
        isBusy.value = false
      }
    },
  }
}
