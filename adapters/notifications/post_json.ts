import { placeFor, type AllowedPlace } from '#adapters/http_task/allow_list'
import { checkedAddress, type Resolve } from '#adapters/http_task/checked_address'
import { sendRequest } from '#adapters/http_task/send_request'
import { PermanentJobFailure } from '#engine/runtime/workers/run_job'
import { failed, type Posted } from './outgoing.js'

export interface Web {
  /** Places outside that the operator allows (HTTP_TASK_ALLOW). */
  places: readonly AllowedPlace[]
  resolve: Resolve
}

const TIMEOUT_MS = 10_000

/** Posts JSON to an allowed place and lets `judge` say what the answer means; the address is the one that was checked. */
export async function postJson(
  web: Web, address: string, body: unknown, headers: Readonly<Record<string, string>>, judge: (status: number, body: unknown) => Posted,
): Promise<Posted> {
  const url = URL.parse(address)
  const place = url && placeFor(web.places, url)
  if (!url || !place) return failed(`地址 ${url?.origin ?? ''} 不在允许调用的地址之内。请系统运维人员在 HTTP_TASK_ALLOW 中加入后重发。`, true)
  const text = JSON.stringify(body)
  const all = { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'xingliu', 'content-type': 'application/json; charset=utf-8', 'content-length': String(Buffer.byteLength(text)), ...headers }
  try {
    const to = await checkedAddress(url.hostname, place.allowsPrivate, web.resolve)
    const answer = await sendRequest({ method: 'POST', url, headers: all, body: text }, to, AbortSignal.timeout(TIMEOUT_MS))
    return judge(answer.status, answer.body)
  } catch (error) {
    // the path holds the key of a robot: it stands in no reason
    if (error instanceof PermanentJobFailure) return failed(error.message, true)
    const code = error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.name : ''
    return failed(`${url.origin} 没有应答（${code}）。`)
  }
}

/** 2xx is success; 408, 429 and 5xx may get better, the other refusals not. */
export const judgeStatus = (status: number): Posted =>
  status >= 200 && status < 300 ? { ok: true } : failed(`对方返回 ${status}。`, status < 500 && status !== 408 && status !== 429)
