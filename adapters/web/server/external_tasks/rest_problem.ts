import type { Rejection } from '#engine/kernel/rejection'
import { problemOfError } from '../http/problem_of_error.js'

/** A refusal in the shape clients of the external task REST read: `{type, message, code}`. */
export class RestProblem extends Error {
  readonly status: number
  readonly type: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, type: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.name = 'RestProblem'
    this.status = status
    this.type = type
    this.headers = headers
  }
}

export const unknownTask = (id: string): RestProblem =>
  new RestProblem(404, 'RestException', `没有外部任务“${id}”：它已完成、已取消，或不属于您的主题。请不要再提交。 External task ${id} does not exist.`)

const STATUS: Readonly<Record<Rejection['code'], number>> = {
  NOT_FOUND: 404, INVALID_STATE: 400, INVALID_ARGUMENT: 400, FORBIDDEN: 403, CONFLICT: 400, SUSPENDED: 400,
}

/** A refused command. */
export const refused = (rejection: Rejection): RestProblem =>
  new RestProblem(
    STATUS[rejection.code],
    rejection.code === 'INVALID_ARGUMENT' ? 'InvalidRequestException' : 'RestException',
    [rejection.message, ...(rejection.errors ?? []).map(({ path, message }) => `${path}：${message}`)].join(' '),
  )

/** Anything thrown, told to a worker; `unforeseen` belongs into the log. */
export function restProblemOf(error: unknown): { problem: RestProblem; unforeseen: boolean } {
  if (error instanceof RestProblem) return { problem: error, unforeseen: false }
  const { problem, headers, unforeseen } = problemOfError(error)
  const status = problem.status === 422 ? 400 : problem.status
  const fields = (problem.errors ?? []).map(({ path, message }) => `${path}：${message}`).join('；')
  const type = status < 500 ? 'InvalidRequestException' : 'RestException'
  return { problem: new RestProblem(status, type, fields ? `${problem.detail} ${fields}` : problem.detail, headers), unforeseen }
}
