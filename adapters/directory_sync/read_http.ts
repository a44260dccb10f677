import type { IncomingMessage } from 'node:http'
import { placeFor } from '#adapters/http_task/allow_list'
import { checkedAddress, type Resolve } from '#adapters/http_task/checked_address'
import { openRequest } from '#adapters/http_task/send_request'
import { PermanentJobFailure } from '#engine/runtime/workers/run_job'
import type { DirectorySource } from '#processes/foundation/organisation/directory_sync/directory_source'
import { DirectoryFault } from './directory_fault.js'
import type { DirectoryPlaces } from './directory_places.js'
import { sourceFrom, type ReadEntry } from './source_from.js'
import type { SyncSettings } from './sync_settings.js'

const TIMEOUT_MS = 60_000
const MOST_BYTES = 50_000_000
const MOST_PAGES = 1_000

/**
 * `{"departments": [{…}], "people": [{…}], "next": "/people?page=2"}`, fields named as the settings say; `next` leads to the next page, on the same server. Throws
 * DirectoryFault.
 */
export async function readHttp(settings: SyncSettings, places: DirectoryPlaces, resolve: Resolve): Promise<DirectorySource> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const departments: ReadEntry[] = []
  const people: ReadEntry[] = []
  const read = new Set<string>()
  for (let url: URL | null = URL.parse(settings.url); url !== null;) {
    if (read.has(url.href) || read.size >= MOST_PAGES) throw new DirectoryFault('通讯录接口的翻页没有尽头，未作任何改动。请核对接口的 next。')
    read.add(url.href)
    const page = await readPage(url, settings, places, resolve, signal)
    departments.push(...page.departments)
    people.push(...page.people)
    url = page.next
  }
  if (read.size === 0) throw new DirectoryFault('通讯录接口的地址不正确。请核对同步设置。')
  return sourceFrom(departments, people, settings.attributes)
}

async function readPage(url: URL, settings: SyncSettings, places: DirectoryPlaces, resolve: Resolve, signal: AbortSignal) {
  const place = placeFor(places.web, url)
  if (!place) throw new DirectoryFault(`通讯录地址 ${url.origin} 不在允许读取的地址之内。请系统运维人员在 DIRECTORY_ALLOW 中加入后重试。`)
  const headers = { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'xingliu', ...(settings.secret === '' ? {} : { authorization: `Bearer ${settings.secret}` }) }
  let answer: IncomingMessage
  let bytes: Buffer
  try {
    const to = await checkedAddress(url.hostname, place.allowsPrivate, resolve)
    answer = await openRequest({ method: 'GET', url, headers, body: null }, to, signal)
    bytes = await readBytes(answer)
  } catch (error) {
    if (error instanceof DirectoryFault) throw error
    if (error instanceof PermanentJobFailure) throw new DirectoryFault(error.message, { cause: error })
    const code = error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.name : ''
    throw new DirectoryFault(`通讯录接口没有应答，或中途断开（${code}），未作任何改动。请核对地址和网络后重试。`, { cause: error })
  }
  if (answer.statusCode !== 200) throw new DirectoryFault(`通讯录接口返回 ${answer.statusCode}，未作任何改动。请核对地址和令牌。`)
  return pageOf(decoded(bytes, /charset="?([\w-]+)/i.exec(answer.headers['content-type'] ?? '')?.[1] ?? settings.encoding), url)
}

async function readBytes(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BYTES) {
      incoming.destroy()
      throw new DirectoryFault(`通讯录接口的应答超过 ${MOST_BYTES / 1_000_000} MB。请让接口分页返回。`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function decoded(bytes: Buffer, charset: string): unknown {
  try {
    return JSON.parse(new TextDecoder(charset, { fatal: true }).decode(bytes)) as unknown
  } catch (error) {
    throw new DirectoryFault(`通讯录接口的应答不是 ${charset.slice(0, 40)} 编码的 JSON，未作任何改动。请核对接口。`, { cause: error })
  }
}

function pageOf(body: unknown, url: URL): { departments: ReadEntry[]; people: ReadEntry[]; next: URL | null } {
  const { departments = [], people = [], next = null } = (isRecord(body) ? body : {}) as { departments?: unknown; people?: unknown; next?: unknown }
  if (!isRecord(body) || !Array.isArray(departments) || !Array.isArray(people)) {
    throw new DirectoryFault('通讯录接口的应答应为 {"departments": […], "people": […]}，未作任何改动。请核对接口。')
  }
  const following = typeof next === 'string' && next !== '' ? URL.parse(next, url.href) : null
  if (following !== null && following.origin !== url.origin) throw new DirectoryFault('通讯录接口的下一页不在同一服务器上，未作任何改动。请核对接口。')
  return { departments: departments.map(reading), people: people.map(reading), next: following }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** `org.id` is the field `id` inside the field `org`; only what an entry has itself. */
const reading = (entry: unknown): ReadEntry => (path) => {
  const value = path.split('.').reduce<unknown>((at, name) => (isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined), entry)
  return (Array.isArray(value) ? value : [value]).flatMap((one) => (typeof one === 'string' ? [one] : typeof one === 'number' ? [String(one)] : []))
}
