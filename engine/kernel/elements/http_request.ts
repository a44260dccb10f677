import { evaluate, evaluateText, STOPPED, type Stopped } from '../run/evaluate.js'
import type { Run } from '../run/run.js'
import type { Activation } from '../state.js'
import type { HttpCall } from './element.js'

/** A call with its values, as the job carries it. A header's secret stands by its name: the value is put in when the request is sent. */
export interface HttpRequest {
  method: HttpCall['method']
  url: string
  headers: { name: string; value: string; secret?: string }[]
  /** JSON value; text goes as it stands. Absent = no body. */
  body?: unknown
  timeoutMs: number
  errors: HttpCall['errors']
}

/** Evaluates a call where its token rests; what is no text where text is needed is an incident. */
export function httpRequest(run: Run, record: Activation, call: HttpCall): HttpRequest | Stopped {
  const url = evaluateText(run, record, call.url, '接口地址')
  if (url === STOPPED) return STOPPED
  const headers: HttpRequest['headers'] = []
  for (const { name, value, secret } of call.headers) {
    const text = evaluateText(run, record, value, `请求头“${name}”`)
    if (text === STOPPED) return STOPPED
    headers.push(secret === null ? { name, value: text ?? '' } : { name, value: text ?? '', secret })
  }
  const body = call.body === null ? undefined : evaluate(run, record, call.body, '请求内容', 'enter')
  if (body === STOPPED) return STOPPED
  return { method: call.method, url: url ?? '', headers, ...(call.body === null ? {} : { body }), timeoutMs: call.timeoutMs, errors: call.errors }
}
