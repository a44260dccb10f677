import { createCipheriv, createHash, createHmac, randomBytes, randomUUID } from 'node:crypto'

/** How a platform is known to the county. */
export interface PlatformKeys {
  appId: string
  secret: string
  bodyKey?: string
}

export interface SentOptions {
  algorithm?: 'HMAC-SHA256' | 'SM3-HMAC'
  encrypt?: boolean
  messageId?: string
  /** Changes to what goes out, behind the signature's back. */
  headers?: Record<string, string>
  body?: (body: string) => string
}

export interface SentAnswer {
  status: number
  body: { code?: string; success?: string; status?: string; localNo?: string; reason?: string; field?: string }
}

const DIGESTS = { 'HMAC-SHA256': 'sha256', 'SM3-HMAC': 'sm3' } as const

/** Sends one message as a platform does: envelope, signature and encryption made here from the interface document alone. */
export async function sendAsPlatform(url: string, keys: PlatformKeys, [platform, dataset]: readonly [string, string], data: unknown, options: SentOptions = {}): Promise<SentAnswer> {
  const path = `/api/v1/inbound/${platform}/v1/${dataset}`
  const plain = JSON.stringify({ messageId: options.messageId ?? randomUUID(), dataset, schema: `${platform}/${dataset}`, version: '1.0', data })
  const body = options.encrypt ? encrypted(plain, keys.bodyKey!) : plain
  const digest = DIGESTS[options.algorithm ?? 'HMAC-SHA256']
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), options.headers?.['x-nonce'] ?? randomUUID()]
  const signed = ['POST', path, options.headers?.['x-timestamp'] ?? timestamp, nonce, createHash(digest).update(body).digest('hex')].join('\n')
  const headers = {
    'content-type': 'application/json; charset=utf-8', 'x-app-id': keys.appId, 'x-timestamp': timestamp, 'x-nonce': nonce, 'x-signature-algorithm': options.algorithm ?? 'HMAC-SHA256',
    'x-signature': createHmac(digest, keys.secret).update(signed).digest('hex'), 'x-body-encryption': options.encrypt ? 'SM4-CBC' : 'none', ...options.headers,
  }
  const answer = await fetch(url + path, { method: 'POST', headers, body: options.body ? options.body(body) : body })
  return { status: answer.status, body: (await answer.json()) as SentAnswer['body'] }
}

function encrypted(plain: string, key: string): string {
  const iv = randomBytes(16)
  const cipher = createCipheriv('sm4-cbc', Buffer.from(key, 'hex'), iv)
  return Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final()]).toString('base64')
}
