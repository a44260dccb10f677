import type { Problem } from '#adapters/web/contract/schema'
import type { Rejection } from '#engine/kernel/rejection'

const TITLES: Readonly<Record<number, string>> = {
  400: '请求格式不正确',
  401: '请先登录',
  403: '没有权限',
  404: '没有找到',
  405: '不支持的操作',
  409: '情况已变化',
  413: '内容过大',
  415: '不支持的内容类型',
  422: '内容需要修改',
  423: '办件已挂起',
  429: '操作过于频繁',
  500: '系统出错',
  503: '系统繁忙',
}

/** What the caller is told instead of an answer: RFC 9457, in words for a clerk. Never carries a stack. */
export class ProblemError extends Error {
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>

  constructor(problem: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(problem.detail)
    this.name = 'ProblemError'
    this.problem = problem
    this.headers = headers
  }
}

export interface FieldError {
  path: string
  message: string
  code?: string
}

/** The problem document of a status; `detail` says what is wrong and what to do next. */
export function describeProblem(status: number, code: string, detail: string, errors?: readonly FieldError[]): Problem {
  return {
    type: 'about:blank',
    title: TITLES[status] ?? '系统出错',
    status,
    code,
    detail,
    ...(errors && errors.length > 0 ? { errors: [...errors] } : {}),
  }
}

export const problem = (
  status: number, code: string, detail: string, errors?: readonly FieldError[], headers?: Readonly<Record<string, string>>,
): ProblemError => new ProblemError(describeProblem(status, code, detail, errors), headers)

export const notFound = (what: string): ProblemError =>
  problem(404, 'E_NOT_FOUND', `没有找到这个${what}，或您无权查看。请从列表重新打开。`)

export const forbidden = (detail = '您的角色不能进行这项操作。如确需办理，请联系安全管理员授予角色。'): ProblemError =>
  problem(403, 'E_FORBIDDEN', detail)

export const invalid = (detail: string, errors?: readonly FieldError[]): ProblemError =>
  problem(422, 'E_INVALID', detail, errors)

const REJECTION_STATUS: Readonly<Record<Rejection['code'], number>> = {
  NOT_FOUND: 404,
  INVALID_STATE: 409,
  INVALID_ARGUMENT: 422,
  FORBIDDEN: 403,
  CONFLICT: 409,
  SUSPENDED: 423,
}

/** A refused command as a problem; field errors keep their paths. */
export const problemOfRejection = (rejection: Rejection): Problem =>
  describeProblem(
    REJECTION_STATUS[rejection.code],
    `E_${rejection.code}`,
    rejection.message,
    rejection.errors?.map(({ path, code, message }) => ({ path, code, message })),
  )
