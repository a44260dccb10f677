import type { Diagnostic } from '#engine/model/diagnostic'
import { describeProblem, ProblemError } from './problem.js'

/** 422 with the diagnostics beside the problem's own fields, as the designer draws them. `what` was not done because of them. */
export function diagnosticsProblem(what: string, diagnostics: readonly Diagnostic[]): ProblemError {
  const errors = diagnostics.filter((one) => one.severity === 'error')
  const detail = `${what}：有 ${errors.length} 处错误须先改正。${errors[0]?.message ?? ''}`
  const fields = errors.map((one) => ({ path: [one.resource, one.elementId].filter(Boolean).join('#'), message: one.message, code: one.code }))
  const document = describeProblem(422, 'E_DIAGNOSTICS', detail, fields)
  return new ProblemError({ ...document, diagnostics } as typeof document)
}
