import type { SourceElement } from '#engine/model/source_element'
import { addExtension, attributeOf, childrenNamed, extensionsOf, localName, writeOwn } from './rewrite.js'
import { isApproximated, isWork, type Judgement } from './row.js'

/** A request as another engine writes it. */
interface Request {
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string | null
  /** Variable that receives the body of the answer. */
  readonly result: string | null
}

const WAY_OUT = '请改为 HTTP 任务（gov:handler="http"）并填写地址，地址须在允许名单内'
const MEANING = '改作 HTTP 任务：地址须在系统管理员的允许名单内，应答的内容从变量 response.body 取'

/** What an HTTP request of another engine becomes. */
export const judgeRequest = (request: Request | null): Judgement => (request === null ? isWork(`HTTP 请求写得不全，或用到了脚本。${WAY_OUT}`) : isApproximated(MEANING))

/** Writes the request in our words; what a designer wrote himself goes before. */
export function writeRequest(holder: SourceElement, request: Request | null): void {
  if (request === null || attributeOf(holder, 'gov:handler') !== undefined) return
  const { url, method, headers, body, result } = request
  writeOwn(holder, 'handler', 'http')
  addExtension(holder, 'gov:http', { url, method, ...(body === null || method === 'GET' ? {} : { body }) }, headers.map(([name, value]) => ({ $type: 'gov:header', name, value })))
  if (result !== null) addExtension(holder, 'camunda:inputOutput', {}, [{ $type: 'camunda:outputParameter', name: result, $body: '=response.body' }])
}

/** Flowable's `type="http"`: what its injected fields say. */
export function flowableRequest(holder: SourceElement): Request | null {
  const field = (name: string): string | undefined => {
    const found = extensionsOf(holder).find((child) => localName(child) === 'field' && child.name === name)
    const child = found?.$children?.find((one) => /^(string|expression)$/.test(localName(one)))
    return child?.$body?.trim() ?? (found?.stringValue as string | undefined) ?? (found?.expression as string | undefined)
  }
  const url = field('requestUrl')
  if (url === undefined || url === '') return null
  return { url, method: (field('requestMethod') ?? 'GET').toUpperCase(), headers: headerLines(field('requestHeaders') ?? ''), body: field('requestBody') ?? null, result: field('responseVariableName') ?? null }
}

/** Camunda 7's `http-connector`; null when a parameter holds what is no plain value. */
export function connectorRequest(connector: SourceElement): Request | null {
  const id = childrenNamed(connector, 'connectorId')[0]?.$body?.trim()
  const parameters = childrenNamed(connector, 'inputOutput').flatMap((holder) => holder.$children ?? [])
  const input = (name: string) => parameters.find((one) => localName(one) === 'inputParameter' && one.name === name)
  const text = (name: string) => input(name)?.$body?.trim()
  const url = text('url')
  const isPlain = parameters.every((one) => localName(one) === 'inputParameter' && ((one.$children ?? []).length === 0 || one.name === 'headers'))
  if (id !== 'http-connector' || url === undefined || !isPlain) return null
  const entries = (input('headers')?.$children ?? []).flatMap((map) => childrenNamed(map, 'entry'))
  return { url, method: (text('method') ?? 'GET').toUpperCase(), headers: entries.map((entry) => [String(entry.key ?? ''), entry.$body?.trim() ?? '']), body: text('payload') ?? null, result: null }
}

/** `Name: value`, one a line. */
function headerLines(text: string): (readonly [string, string])[] {
  return text.split('\n').flatMap((line) => {
    const at = line.indexOf(':')
    return at < 1 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const]
  })
}
