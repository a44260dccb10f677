import type { IncomingMessage } from 'node:http'

/** What a model sees of an answer, as its variable `response`. */
export interface HttpResponse {
  status: number
  headers: Record<string, string>
  /** JSON as a value, text as text, nothing as null. */
  body: unknown
}

/** A variable is at most 64 KB; status and headers need some of it. */
export const BODY_LIMIT = 60_000

/** Told to the model; cookies and tokens are not among them. */
const SHOWN = ['content-type', 'etag', 'last-modified', 'location', 'retry-after', 'x-request-id'] as const

/** Reads an answer to its end, at most `BODY_LIMIT` bytes, or rejects in words. The connection is cut when it is too large. */
export async function readResponse(incoming: IncomingMessage): Promise<HttpResponse> {
  const status = incoming.statusCode ?? 0
  const headers = Object.fromEntries(SHOWN.flatMap((name) => {
    const value = incoming.headers[name]
    return typeof value === 'string' ? [[name, value.slice(0, 500)]] : []
  }))
  const bytes = await readBytes(incoming)
  return { status, headers, body: bytes.length === 0 ? null : decoded(bytes, incoming.headers['content-type'] ?? '', incoming.headers['content-encoding']) }
}

async function readBytes(incoming: IncomingMessage): Promise<Buffer> {
  const tooLarge = (): Error => {
    incoming.destroy()
    return new Error(`对方的应答超过 ${BODY_LIMIT / 1000} KB。请让接口只返回需要的内容。`)
  }
  if (Number(incoming.headers['content-length'] ?? 0) > BODY_LIMIT) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_LIMIT) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function decoded(bytes: Buffer, contentType: string, encoding: string | undefined): unknown {
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw new Error(`对方的应答是压缩的（${encoding.slice(0, 40)}），不支持。`)
  const mediaType = contentType.split(';')[0]!.trim().toLowerCase()
  const isJson = /^application\/(?:[\w.+-]+\+)?json$/.test(mediaType)
  if (!isJson && !mediaType.startsWith('text/') && !/^application\/(?:[\w.+-]+\+)?xml$/.test(mediaType)) {
    throw new Error(`对方的应答类型是“${mediaType.slice(0, 100) || '未说明'}”，只支持 JSON、XML 和文本。`)
  }
  const text = decodedText(bytes, /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8')
  if (!isJson) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new Error('对方的应答不是正确的 JSON。')
  }
}

/** GB 18030 and GBK are still spoken by older systems. */
function decodedText(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes)
  } catch {
    throw new Error(`对方的应答不是 ${charset.slice(0, 40)} 编码的文本。`)
  }
}
