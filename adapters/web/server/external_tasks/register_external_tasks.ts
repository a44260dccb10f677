import type { HttpContext } from '@adonisjs/core/http'
import type { HttpRouterService } from '@adonisjs/core/types'
import { signInWorker } from '../accounts/worker_accounts.js'
import { parseJson, readBytes } from '../http/read_body.js'
import type { WebServices } from '../web_services.js'
import { externalTaskOperations } from './external_task_operations.js'
import { modelWords } from './model_words.js'
import { RestProblem, restProblemOf } from './rest_problem.js'
import type { WorkerAnswer, WorkerOperation } from './task_desk.js'

const PREFIX = '/engine-rest'
/** An instance's data is at most 1 MB; typed JSON in JSON about doubles it. */
const BODY_LIMIT = 3_000_000

type OperationName = keyof ReturnType<typeof externalTaskOperations>

/** Fixed paths before those with a parameter. */
const ROUTES: readonly (readonly ['GET' | 'POST' | 'PUT', string, OperationName])[] = [
  ['POST', '/external-task/fetchAndLock', 'fetchAndLock'],
  ['GET', '/external-task', 'list'],
  ['POST', '/external-task', 'list'],
  ['GET', '/external-task/count', 'count'],
  ['POST', '/external-task/count', 'count'],
  ['GET', '/external-task/:id', 'read'],
  ['GET', '/external-task/:id/errorDetails', 'errorDetails'],
  ['POST', '/external-task/:id/complete', 'complete'],
  ['POST', '/external-task/:id/failure', 'failure'],
  ['POST', '/external-task/:id/bpmnError', 'bpmnError'],
  ['POST', '/external-task/:id/extendLock', 'extendLock'],
  ['POST', '/external-task/:id/lock', 'lock'],
  ['POST', '/external-task/:id/unlock', 'unlock'],
  ['PUT', '/external-task/:id/retries', 'setRetries'],
  ['PUT', '/external-task/:id/priority', 'setPriority'],
]

/** The external task REST of Camunda 7 and Operaton, for workers that exist already. Other paths of theirs are answered 404. */
export function registerExternalTasks(router: HttpRouterService, services: WebServices): void {
  const operations: Record<OperationName, WorkerOperation> = externalTaskOperations(services.engine.externalJobs, modelWords(services.engine.definitions))
  for (const [method, path, name] of ROUTES) {
    router.route(PREFIX + path, [method], (context: HttpContext) => answer(context, () => perform(services, operations[name], context)))
  }
  const unknown = async () => {
    throw new RestProblem(404, 'NotFoundException', '没有这个地址：本系统只提供 /engine-rest/external-task。')
  }
  router.any(`${PREFIX}/*`, (context: HttpContext) => answer(context, unknown))
}

async function perform(services: WebServices, operation: WorkerOperation, context: HttpContext): Promise<WorkerAnswer> {
  const { request, response } = context.request
  const login = await signInWorker(services, request, context.request.ip())
  if (login.kind === 'locked') {
    throw new RestProblem(429, 'AuthorizationException', '认证失败次数过多，请稍后再试。', { 'retry-after': String(login.retryAfterSeconds) })
  }
  if (login.kind === 'unknown') {
    throw new RestProblem(401, 'AuthorizationException', '工作者编号或密钥不正确，或已停用。请联系系统管理员。', { 'www-authenticate': 'Basic realm="external-task"' })
  }
  const body = request.method === 'GET' ? {} : objectOf(parseJson(await readBytes(request, BODY_LIMIT), request.headers['content-type']))
  const hangUp = new AbortController()
  response.once('close', () => hangUp.abort())
  const id = String((context.params as { id?: string }).id ?? '')
  return operation({ worker: login.worker, id, query: context.request.qs(), body, signal: hangUp.signal })
}

function objectOf(body: unknown): unknown {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body
  throw new RestProblem(400, 'InvalidRequestException', '请提交一个 JSON 对象。')
}

/** Clients compare the content type letter by letter, so it goes without a charset. */
async function answer(context: HttpContext, work: () => Promise<WorkerAnswer>): Promise<void> {
  const { response } = context
  response.header('cache-control', 'no-store')
  try {
    const answered = await work()
    if (answered === undefined) response.status(204).send(null)
    else if ('text' in answered) response.header('content-type', 'text/plain; charset=utf-8').send(answered.text)
    else response.header('content-type', 'application/json').send(JSON.stringify(answered.json))
  } catch (error) {
    const { problem, unforeseen } = restProblemOf(error)
    if (unforeseen) context.logger.error({ err: error, path: context.request.url() }, 'unforeseen error of a worker request')
    for (const [name, value] of Object.entries(problem.headers)) response.header(name, value)
    response.status(problem.status).header('content-type', 'application/json').send(JSON.stringify({ type: problem.type, message: problem.message, code: 0 }))
  }
}
