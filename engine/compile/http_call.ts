import type { CompileTools, HttpCall } from '#engine/kernel/elements/element'
import type { SourceElement } from '#engine/model/source_element'
import { addDuration, isPositive, parseDuration } from '#engine/time/duration'
import { literal } from './own_expressions.js'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const DEFAULT_TIMEOUT = 'PT30S'
/** Well below the lease of a job. */
const LONGEST_TIMEOUT_MS = 100_000
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/
/** Set by the connection itself; another value would make two requests of one. */
const NOT_SETTABLE = /^(host|connection|content-length|transfer-encoding|te|trailer|upgrade|keep-alive|expect|proxy-.*|accept-encoding|idempotency-key)$/i
const STATUS = /^[1-5](\d\d|xx)$/
const SECRET = /^(.{0,100}?)secret:([A-Z][A-Z0-9_]{0,60})$/

type Tools = Pick<CompileTools, 'extensions' | 'report' | 'value'>

const attribute = (element: SourceElement, name: string): string | undefined => {
  const value = element[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

const childrenNamed = (element: SourceElement, name: string): SourceElement[] => (element.$children ?? []).filter((child) => child.$type.endsWith(`:${name}`))

/** `gov:http` of a task that the handler `http` does: where to, what with, how long, and which answers are errors of the model. */
export function compileHttpCall(source: SourceElement, tools: Tools): HttpCall | null {
  const calls = tools.extensions(source, 'http')
  const url = calls[0] === undefined ? undefined : attribute(calls[0], 'url')
  if (calls.length !== 1 || url === undefined) {
    tools.report('error', 'HTTP_CALL', '用内置处理 http 的任务应写一个 gov:http，并写明地址（url）。请补充。')
    return null
  }
  const call = calls[0] as SourceElement
  const address = tools.value(url, '接口地址')
  const body = attribute(call, 'body')
  const compiledBody = body === undefined ? null : tools.value(body, '请求内容')
  return address === null ? null : {
    method: methodOf(call, tools), url: address, body: compiledBody, timeoutMs: timeoutOf(call, tools), headers: headersOf(call, tools), errors: errorsOf(call, tools),
  }
}

function methodOf(call: SourceElement, { report }: Tools): HttpCall['method'] {
  const text = (attribute(call, 'method') ?? 'GET').toUpperCase()
  const method = METHODS.find((one) => one === text)
  if (method === undefined) report('error', 'HTTP_METHOD', `请求方法“${text}”不支持。请用 ${METHODS.join('、')} 之一。`)
  if (method === 'GET' && attribute(call, 'body') !== undefined) report('error', 'HTTP_METHOD', 'GET 请求不能带内容。请改用 POST，或去掉请求内容。')
  return method ?? 'GET'
}

function timeoutOf(call: SourceElement, { report }: Tools): number {
  const text = attribute(call, 'timeout') ?? DEFAULT_TIMEOUT
  const duration = parseDuration(text)
  const timeoutMs = duration !== null && isPositive(duration) ? addDuration(0, duration) : Number.NaN
  if (timeoutMs <= LONGEST_TIMEOUT_MS) return timeoutMs
  report('error', 'HTTP_TIMEOUT', `超时“${text}”应为 ISO-8601 时长，最长 PT100S。请更正。`)
  return LONGEST_TIMEOUT_MS
}

/** A header with a secret names it in plain text: an expression must never be able to choose one. */
function headersOf(call: SourceElement, tools: Tools): HttpCall['headers'] {
  return childrenNamed(call, 'header').flatMap((header): HttpCall['headers'] => {
    const name = attribute(header, 'name') ?? ''
    const text = attribute(header, 'value') ?? ''
    if (!HEADER_NAME.test(name) || NOT_SETTABLE.test(name)) {
      tools.report('error', 'HTTP_HEADER', `请求头“${name}”不能设置。请换一个名称。`)
      return []
    }
    const [, prefix, secret] = SECRET.exec(text) ?? []
    if (secret !== undefined && !text.startsWith('=')) return [{ name, value: literal(prefix ?? ''), secret }]
    const value = tools.value(text, `请求头“${name}”`)
    return value === null ? [] : [{ name, value, secret: null }]
  })
}

function errorsOf(call: SourceElement, { report }: Tools): HttpCall['errors'] {
  return childrenNamed(call, 'httpError').flatMap((error) => {
    const status = (attribute(error, 'status') ?? '').toLowerCase()
    const code = attribute(error, 'code')
    if (STATUS.test(status) && code !== undefined) return [{ status, code }]
    report('error', 'HTTP_ERROR', `应答状态“${status}”应写成 404 或 4xx，并写明对应的错误代码（code）。请更正。`)
    return []
  })
}
