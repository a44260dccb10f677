import type { HttpContext } from '@adonisjs/core/http'
import type { OperationId } from '#adapters/web/contract/endpoints'
import type { Login } from '../accounts/login.js'
import type { WebServices } from '../web_services.js'
import type { ApiCall, Reply } from './api_call.js'
import { problem } from './problem.js'
import { problemOfError } from './problem_of_error.js'

/** Operations that are one command of the bus: the key is kept in the command's own transaction. */
const BUS_OPERATIONS: ReadonlySet<string> = new Set<OperationId>([
  'claimTask', 'releaseTask', 'completeTask', 'transferTask', 'delegateTask', 'resolveTask', 'returnTask', 'withdrawTask', 'addSigners',
  'removeSigners', 'urgeTask', 'copyTask', 'batchTasks', 'startInstance', 'sendMessage', 'sendSignal', 'setVariables', 'suspendInstance', 'resumeInstance',
  'cancelInstance', 'voidInstance', 'wakeInstance', 'moveToken', 'copyInstance', 'readCopy', 'reportEvent', 'mergeEvent', 'unmergeEvent', 'takeBackEvent', 'superviseEvent', 'blowWhistle', 'openEmergency', 'beginAdHoc', 'completeAdHoc', 'issueDocument',
])

export const keepsKeyInBus = (operationId: string): boolean => BUS_OPERATIONS.has(operationId)

/** The request's Idempotency-Key within its scope: principal, method, path. */
export function idempotencyOf(context: HttpContext, login: Login | null, bodyHash: string): ApiCall['idempotency'] {
  const key = context.request.header('idempotency-key')
  if (key === undefined) return undefined
  if (!/^[\x21-\x7e]{1,128}$/.test(key)) throw problem(400, 'E_IDEMPOTENCY_KEY', 'Idempotency-Key 应为 1–128 个可见字符，不含空格。')
  const scope = `${login ? `user:${login.userId}` : 'public'} ${context.request.method()} ${context.request.url()}`
  return { scope: scope.slice(0, 400), key, bodyHash }
}

const TWIN_PAUSE_MS = 50
const TWIN_PATIENCE_MS = 15_000
/** Answers that say nothing about the work itself are not kept. */
const isKept = (status: number): boolean => status < 500 && status !== 429 && status !== 401

/** Does the work once per key; a twin of one in flight waits for it, a later one gets the first answer – if `maySee` still lets him. */
export async function once(services: WebServices, idempotency: NonNullable<ApiCall['idempotency']>, work: () => Promise<Reply>, maySee: () => Promise<void>): Promise<Reply> {
  const { scope, key, bodyHash } = idempotency
  const answers = services.accounts.answers
  for (const until = Date.now() + TWIN_PATIENCE_MS; ;) {
    const begun = await answers.begin({ scope, key, bodyHash, nowMs: services.clock() })
    if (begun.kind === 'conflict') {
      throw problem(409, 'E_IDEMPOTENCY_CONFLICT', '同一个 Idempotency-Key 已用于内容不同的请求。请换一个新的键。')
    }
    if (begun.kind === 'done') {
      if (begun.status < 300) await maySee()
      return replay(begun)
    }
    if (begun.kind === 'fresh') break
    if (Date.now() > until) throw problem(503, 'E_IDEMPOTENCY_RUNNING', '同一个请求还在处理中。请稍后再试。', undefined, { 'retry-after': '2' })
    await new Promise((resolve) => setTimeout(resolve, TWIN_PAUSE_MS))
  }
  try {
    const reply = await work()
    await answers.finish({ scope, key, status: 200, body: 'body' in reply ? reply.body : null })
    return reply
  } catch (error) {
    const { problem: answer, headers } = problemOfError(error)
    if (isKept(answer.status)) await answers.finish({ scope, key, status: answer.status, body: { problem: answer, headers } })
    else await answers.abandon({ scope, key })
    throw error
  }
}

function replay(stored: { status: number; body: unknown }): Reply {
  if (stored.status < 300) return { body: stored.body as never, headers: { 'idempotent-replay': 'true' } }
  const { problem: answer, headers } = stored.body as { problem: { status: number; code: string; detail: string; errors?: [] }; headers: Record<string, string> }
  throw problem(answer.status, answer.code, answer.detail, answer.errors, headers)
}
