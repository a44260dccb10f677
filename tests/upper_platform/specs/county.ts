import { createServer } from 'node:http'
import type { Credentials } from '../signing/credentials.js'
import { decryptBody, encryptBody, isSignedBy, sign, type Algorithm } from '../signing/signing.js'
import type { Data } from './right_messages.js'

/** What a request of the county's side may have wrong, and how it signs. */
export interface Odd {
  method?: string
  algorithm?: Algorithm
  /** Values that replace, or with null drop, a header. */
  headers?: Readonly<Record<string, string | null>>
  /** Changes the envelope, or replaces it. */
  envelope?: Data
  /** The bytes sent in place of the envelope's JSON; signed as they are. */
  body?: Buffer
  /** Bytes sent in place of what was signed. */
  sentBody?: Buffer
  isEncrypted?: boolean
  messageId?: string
  version?: string
}

export interface Said {
  status: number
  type: string
  text: string
  body: Readonly<Record<string, unknown>>
  retryAfter: string | null
}

export interface County {
  tell(schema: string, data: Data, odd?: Odd): Promise<Said>
  ask(path: string): Promise<Said>
}

let sequence = 0
export const nextId = (): string => `m-${++sequence}`

/** A county that signs as the interface document says: right unless told otherwise. */
export function createCounty(base: string, credentials: Credentials, nowMs: () => number): County {
  const call = async (method: string, path: string, plain: Buffer, odd: Odd): Promise<Said> => {
    const algorithm = odd.algorithm ?? 'SM3-HMAC'
    const body = odd.isEncrypted ? encryptBody(plain, credentials.bodyKey) : plain
    const timestamp = odd.headers?.['x-timestamp'] ?? String(Math.floor(nowMs() / 1_000))
    const nonce = odd.headers?.['x-nonce'] ?? `nonce-of-this-call-${++sequence}`
    const headers: Record<string, string | null> = {
      'content-type': method === 'GET' ? null : 'application/json; charset=utf-8', 'x-app-id': credentials.appId, 'x-timestamp': timestamp, 'x-nonce': nonce, 'x-signature-algorithm': algorithm,
      'x-signature': sign({ method, path, timestamp, nonce, body }, algorithm, credentials), 'x-body-encryption': odd.isEncrypted ? 'SM4-CBC' : 'none', ...odd.headers,
    }
    const sent = Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null))
    const answer = await fetch(base + path, { method, headers: sent, ...(method === 'GET' ? {} : { body: new Uint8Array(odd.sentBody ?? body) }) })
    const text = await answer.text()
    return { status: answer.status, type: answer.headers.get('content-type') ?? '', text, body: parse(text), retryAfter: answer.headers.get('retry-after') }
  }
  return {
    tell(schema, data, odd = {}) {
      const [platform, dataset] = schema.split('/')
      const envelope = { messageId: odd.messageId ?? nextId(), dataset, schema, version: odd.version ?? '1.0', data, ...odd.envelope }
      return call(odd.method ?? 'POST', `/${platform}/v1/${dataset}`, odd.body ?? Buffer.from(JSON.stringify(envelope)), odd)
    },
    ask: (path) => call('GET', path, Buffer.alloc(0), {}),
  }
}

function parse(text: string): Said['body'] {
  try {
    return JSON.parse(text) as Said['body']
  } catch {
    return {}
  }
}

export interface Received {
  path: string
  envelope: { messageId: string; dataset: string; schema: string; data: Readonly<Record<string, unknown>> }
  isSigned: boolean
  isEncrypted: boolean
}

/** The county's receiving side, which keeps what came and answers as told. */
export async function openReceivingCounty(credentials: Credentials, answer: (received: Received) => { status: number; body: unknown }) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const { 'x-timestamp': timestamp, 'x-nonce': nonce, 'x-signature': signature, 'x-signature-algorithm': algorithm } = request.headers as Record<string, string>
      const signed = { method: 'POST', path: request.url!, timestamp: timestamp!, nonce: nonce!, body }
      const isSigned = isSignedBy(signed, algorithm as Algorithm, signature!, { secret: credentials.secret, sm2PublicKey: credentials.platformSm2PublicKey })
      const isEncrypted = request.headers['x-body-encryption'] === 'SM4-CBC'
      const plain = isEncrypted ? decryptBody(body, credentials.bodyKey)! : body
      received.push({ path: request.url!, envelope: JSON.parse(plain.toString()) as Received['envelope'], isSigned, isEncrypted })
      const { status, body: said } = answer(received.at(-1)!)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/inbound`, received,
    close: () => new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}
