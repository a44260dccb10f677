export type ProblemCode =
  | 'TEMPLATE_TOO_LARGE'
  | 'TEMPLATE_SYNTAX'
  | 'TEMPLATE_FEATURE_UNSUPPORTED'
  | 'UNKNOWN_FUNCTION'
  | 'FUNCTION_ARGUMENT'
  | 'DATA_MISSING'
  | 'OUTPUT_TOO_LARGE'
  | 'MARKUP_SYNTAX'
  | 'UNKNOWN_TAG'
  | 'UNKNOWN_ATTRIBUTE'
  | 'ATTRIBUTE_VALUE'
  | 'MISPLACED_TEXT'

/** Something wrong with a template or with the data it was given; `message` is for the clerk who wrote the template. */
export interface Problem {
  code: ProblemCode
  /** Line of the template source, from 1. */
  line: number
  message: string
}

const MOST_PROBLEMS = 100

/** Gathers problems: each one once, in the order found, 100 at most. */
export interface ProblemList {
  readonly problems: Problem[]
  add(code: ProblemCode, line: number, message: string): void
}

export function startProblemList(): ProblemList {
  const problems: Problem[] = []
  const seen = new Set<string>()
  return {
    problems,
    add(code, line, message) {
      const key = `${code} ${line} ${message}`
      if (seen.has(key) || problems.length >= MOST_PROBLEMS) return
      seen.add(key)
      problems.push({ code, line, message })
    },
  }
}
