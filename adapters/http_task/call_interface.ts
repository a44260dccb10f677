import type { HttpRequest } from '#engine/kernel/elements/http_request'
import type { JobHandler } from '#engine/runtime/engine'
import { BpmnErrorThrown, LocalValues, PermanentJobFailure } from '#engine/runtime/workers/run_job'
import type { JobRow } from '#engine/runtime/ports/rows'
import { placeFor, type AllowedPlace } from './allow_list.js'
import { checkedAddress, type Resolve } from './checked_address.js'
import type { HttpResponse } from './read_response.js'
import { MOST_REDIRECTS, redirected } from './redirect.js'
import { sendRequest, type OutgoingRequest } from './send_request.js'

export interface HttpTaskSettings {
  /** What the operator allows: nothing beyond it is called, whatever a package says. */
  places: readonly AllowedPlace[]
  /** Places that the package of a job confines itself to; null = it does not. */
  declaredPlaces(job: JobRow): Promise<readonly AllowedPlace[] | null>
  /** Values by the names that models use. They go into headers and nowhere else. */
  secrets: ReadonlyMap<string, string>
  resolve: Resolve
}

/** The handler `http`: calls what the model says, if that place is allowed. Its answer is `response` to the task's output parameters. */
export const createHttpHandler = (settings: HttpTaskSettings): JobHandler => async (job, signal) => {
  const request = job.input.http as HttpRequest
  const guard = guardOf(settings.places, await settings.declaredPlaces(job))
  const timing = { timeoutMs: request.timeoutMs, inTime: AbortSignal.timeout(request.timeoutMs), signal }
  let outgoing = prepare(request, job.elementInstanceId ?? job.id, settings)
  for (let hops = 0; ; hops += 1) {
    const response = await call(outgoing, guard(outgoing.url), settings.resolve, timing)
    const error = errorFor(request, response.status)
    const where = `${outgoing.method} ${outgoing.url.origin}${outgoing.url.pathname}`
    if (error !== undefined) throw new BpmnErrorThrown(error.code, `${where} 返回 ${response.status}`, { response })
    if (response.status >= 200 && response.status < 300) return new LocalValues({ response })
    if (response.status < 300 || response.status >= 400) throw new Error(`${where} 返回 ${response.status}。`)
    const next = hops < MOST_REDIRECTS ? redirected(outgoing, response.status, response.headers.location) : null
    if (next === null) throw new PermanentJobFailure(`${where} 要求转到别处（${response.status}），为安全起见不跟随。请把流程模型中的地址改为最终地址。`)
    outgoing = next
  }
}

type Guard = (url: URL) => AllowedPlace

/** The place that allows an address, or the end of the job: looked up for the first address and for each one a redirect leads to. */
const guardOf = (places: readonly AllowedPlace[], declared: readonly AllowedPlace[] | null): Guard => (url) => {
  const place = placeFor(places, url)
  const shown = `${url.origin}${url.pathname}`
  if (!place) throw new PermanentJobFailure(`${shown} 不在允许调用的地址之内。请系统管理员在 HTTP_TASK_ALLOW 中加入该地址后重试。`)
  if (declared !== null && !placeFor(declared, url)) {
    throw new PermanentJobFailure(`${shown} 不在业务包自己声明的地址之内。请在业务包的 manifest.json 的 httpPlaces 中加入该地址，发布新版本后重试。`)
  }
  return place
}

function prepare(request: HttpRequest, key: string, { secrets }: HttpTaskSettings): OutgoingRequest {
  const url = URL.parse(request.url)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new PermanentJobFailure('接口地址不是 http 或 https 网址，或其中带有账号密码。请更正流程模型。')
  }
  const headers: Record<string, string> = { accept: 'application/json, text/*;q=0.5', 'accept-encoding': 'identity', 'user-agent': 'xingliu', 'idempotency-key': key }
  for (const { name, value, secret } of request.headers) headers[name.toLowerCase()] = headerValue(name, value, secret, secrets)
  const body = bodyText(request.body)
  if (body !== null) {
    headers['content-type'] ??= typeof request.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
    headers['content-length'] = String(Buffer.byteLength(body))
  }
  return { method: request.method, url, headers, body }
}

const bodyText = (body: unknown): string | null => (body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body))

function headerValue(name: string, value: string, secret: string | undefined, secrets: ReadonlyMap<string, string>): string {
  const hidden = secret === undefined ? '' : secrets.get(secret)
  if (hidden === undefined) throw new PermanentJobFailure(`没有配置密钥 ${secret}。请系统管理员设置环境变量 HTTP_SECRET_${secret} 后重试。`)
  // Latin-1 is all a header holds; a line break would begin another one.
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw new PermanentJobFailure(`请求头“${name}”的值含有换行或中文，不能发送。请更正数据或流程模型。`)
  return value + hidden
}

/** An exact status goes before a class of them. */
const errorFor = ({ errors }: HttpRequest, status: number) =>
  errors.find((error) => error.status === String(status)) ?? errors.find((error) => error.status === `${Math.floor(status / 100)}xx`)

/** One limit for a call with all its redirects. */
interface Timing {
  readonly timeoutMs: number
  readonly inTime: AbortSignal
  readonly signal: AbortSignal
}

async function call(outgoing: OutgoingRequest, place: AllowedPlace, resolve: Resolve, { timeoutMs, inTime, signal }: Timing): Promise<HttpResponse> {
  try {
    const address = await checkedAddress(outgoing.url.hostname, place.allowsPrivate, resolve)
    return await sendRequest(outgoing, address, AbortSignal.any([signal, inTime]))
  } catch (error) {
    if (inTime.aborted && !signal.aborted) throw new Error(`${outgoing.url.origin} 在 ${timeoutMs / 1000} 秒内没有应答完。`, { cause: error })
    throw isOfTheNetwork(error) ? new Error(`连不上 ${outgoing.url.origin}（${error.code}）。`, { cause: error }) : error
  }
}

const isOfTheNetwork = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && !(error instanceof PermanentJobFailure) && 'code' in error && typeof error.code === 'string'
