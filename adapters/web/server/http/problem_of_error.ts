import type { Problem } from '#adapters/web/contract/schema'
import { describeProblem, ProblemError } from './problem.js'

interface CodedError {
  code: string
  status: number
  message: string
  retryAfterSeconds?: number | null
  retryAfterMs?: number | null
}

const isCoded = (error: unknown): error is CodedError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && 'status' in error && typeof error.status === 'number'

/** Exceptions of the engine whose message was written for people. */
const isForPeople = (error: CodedError): boolean => error.status < 500 || error.status === 503

export interface ProblemAnswer {
  problem: Problem
  headers: Readonly<Record<string, string>>
  /** Nobody foresaw it: to be logged with its stack. */
  unforeseen: boolean
}

/** What to tell about anything thrown; the inside of an unforeseen error stays inside. */
export function problemOfError(error: unknown): ProblemAnswer {
  if (error instanceof ProblemError) return { problem: error.problem, headers: error.headers, unforeseen: false }
  if (isCoded(error)) {
    if (error.code === 'E_ROUTE_NOT_FOUND') {
      return answer(describeProblem(404, 'E_ROUTE_NOT_FOUND', '没有这个地址。接口说明见 /api/v1/docs。'))
    }
    if (/^E_(BUS|RUNTIME|STORAGE|INTAKE)_/.test(error.code) && isForPeople(error)) {
      const headers: Record<string, string> = error.status === 503 ? { 'retry-after': String(error.retryAfterSeconds ?? Math.ceil((error.retryAfterMs ?? 2_000) / 1_000)) } : {}
      return { problem: describeProblem(error.status, error.code, error.message), headers, unforeseen: false }
    }
  }
  return {
    ...answer(describeProblem(500, 'E_INTERNAL', '系统内部出错，这次操作没有生效或结果未知。请刷新后查看；如反复出现，请联系系统管理员。')),
    unforeseen: true,
  }
}

const answer = (problem: Problem): ProblemAnswer => ({ problem, headers: {}, unforeseen: false })
