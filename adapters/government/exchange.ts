import type { SendTools, TargetSettings } from '#processes/foundation/deliveries/target'
import { encodeText } from './field_format/charset.js'
import { CHARSETS, type Charset } from './field_format/formatted.js'
import { encryptBody } from './signing/body_encryption.js'
import { keyFault } from './signing/key_fault.js'
import { signRequest } from './signing/request_signature.js'

/** What is asked of the other side. `path` lies below the target's address. */
export interface OutgoingRequest {
  method: 'GET' | 'POST'
  path: string
  contentType?: string
  body?: string
}

/** What came back, or why nothing did that could be read. `json` is undefined where the body is none. */
export type Exchange =
  | { kind: 'answered'; status: number; json: unknown; retryAfterMs: number | undefined }
  | { kind: 'failed'; code: string; reason: string }

/** An answer longer than this is nobody's receipt. */
const ANSWER_LIMIT = 1_048_576
const LONGEST_RETRY_AFTER_MS = 3_600_000

/** One signed request and its answer, in time and at most 1 MB. Never rejects for what the other side or the network does. */
export async function exchange(request: OutgoingRequest, settings: TargetSettings, tools: SendTools): Promise<Exchange> {
  const fault = keyFault(settings)
  if (fault !== null) return { kind: 'failed', code: 'E_TARGET_KEYS', reason: fault }
  const url = URL.parse(settings.url.replace(/\/+$/, '') + request.path)
  if (url === null) return { kind: 'failed', code: 'E_TARGET_ADDRESS', reason: `接口地址“${settings.url}”不是网址。请在对接目标中更正。` }
  const inTime = AbortSignal.timeout(settings.timeoutMs)
  try {
    const body = bodyOf(request, settings)
    const headers = headersOf(request, url, body, settings, tools)
    const response = await tools.fetch(url, { method: request.method, headers, redirect: 'manual', signal: inTime, ...(request.method === 'POST' ? { body } : {}) })
    const bytes = await readAnswer(response)
    if (bytes === null) return { kind: 'failed', code: 'E_ANSWER_TOO_LARGE', reason: '对方的应答超过 1 MB，已停止读取。请与对方核对接口。' }
    return { kind: 'answered', status: response.status, json: parsed(bytes, response.headers.get('content-type') ?? ''), retryAfterMs: retryAfter(response, tools.nowMs()) }
  } catch (error) {
    const own = ourFault(error)
    if (own !== null) return own
    if (inTime.aborted) return { kind: 'failed', code: 'E_TARGET_TIMEOUT', reason: `对方在 ${settings.timeoutMs / 1000} 秒内没有应答完，将自动重发。` }
    return { kind: 'failed', code: 'E_TARGET_UNREACHABLE', reason: `连不上 ${url.host}（${causeOf(error)}），将自动重发。` }
  }
}

/** The bytes as sent: in the charset of the content type, or encrypted to base64. */
function bodyOf({ body = '', contentType = '' }: OutgoingRequest, { encryptBody: isEncrypted, bodyKey }: TargetSettings): Buffer<ArrayBuffer> {
  const plain = encodeText(body, charsetOf(contentType))
  return Buffer.from(isEncrypted && bodyKey !== null && body !== '' ? encryptBody(plain, bodyKey) : plain)
}

export const charsetOf = (contentType: string): Charset => {
  const named = /charset="?([\w-]+)/i.exec(contentType)?.[1]?.toUpperCase()
  return CHARSETS.find((charset) => charset === named) ?? 'UTF-8'
}

function headersOf(request: OutgoingRequest, url: URL, body: Uint8Array, settings: TargetSettings, tools: SendTools): Record<string, string> {
  const timestamp = String(Math.floor(tools.nowMs() / 1000))
  const nonce = tools.newNonce()
  const { algorithm } = settings
  const signature = signRequest(algorithm, settings.secret, { method: request.method, path: url.pathname + url.search, timestamp, nonce, body })
  return {
    accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'xingliu',
    ...(request.contentType ? { 'content-type': request.contentType } : {}),
    'x-app-id': settings.appId, 'x-timestamp': timestamp, 'x-nonce': nonce, 'x-signature-algorithm': algorithm, 'x-signature': signature,
    'x-body-encryption': settings.encryptBody && body.length > 0 ? 'SM4-CBC' : 'none',
  }
}

/** The whole body, or null when it is too large; then the connection is cut. */
async function readAnswer(response: Response): Promise<Buffer | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    // Leaving the loop cancels the stream.
    if (size > ANSWER_LIMIT) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parsed(bytes: Buffer, contentType: string): unknown {
  try {
    const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8'
    return JSON.parse(new TextDecoder(charset, { fatal: true }).decode(bytes)) as unknown
  } catch {
    return undefined
  }
}

/** `Retry-After` (RFC 9110, 10.2.3): seconds or a date; an hour at most. */
function retryAfter(response: Response, nowMs: number): number | undefined {
  const header = response.headers.get('retry-after')
  if (header === null) return undefined
  const afterMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs
  return Number.isNaN(afterMs) ? undefined : Math.min(Math.max(afterMs, 0), LONGEST_RETRY_AFTER_MS)
}

/** What our own `fetch` refuses to do (an address that is not allowed, an answer without end) says so in words of its own. */
function ourFault(error: unknown): Extract<Exchange, { kind: 'failed' }> | null {
  const isOurs = error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('E_')
  return isOurs ? { kind: 'failed', code: error.code as string, reason: error.message } : null
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  if (typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.message.slice(0, 200) : '未知原因'
}
