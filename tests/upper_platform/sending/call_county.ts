import { randomUUID } from 'node:crypto'
import type { PlatformName } from '../interface/field.js'
import type { Desk } from '../server/desk.js'
import { encryptBody, sign, type Algorithm } from '../signing/signing.js'

/** What is wrong with a call on purpose. */
export const FORGERIES = ['signature', 'timestamp', 'body', 'application', 'nonce'] as const
export type Forgery = (typeof FORGERIES)[number]

export interface Call {
  platform: PlatformName
  dataset: string
  messageId: string
  data: Readonly<Record<string, unknown>>
  forgery?: Forgery | undefined
  /** Replaces the platform's own choice. */
  algorithm?: Algorithm | undefined
}

export interface CountyAnswer {
  /** 0 = nothing came back; `text` says why. */
  status: number
  text: string
}

const WAITS_MS = 30_000
const HOUR_S = 3_600

/** One signed call to the county; with the forgery `nonce` the very same request goes out twice, and the second answer counts. */
export async function callCounty(desk: Desk, call: Call): Promise<CountyAnswer> {
  const { countyBase } = desk.settings
  if (countyBase === null) return { status: 0, text: '没有设置县级接收地址（--county）' }
  const url = `${countyBase}/${call.platform}/v1/${call.dataset}`
  const request = requestOf(desk, call, url)
  if (call.forgery === 'nonce') await post(url, request)
  return post(url, request)
}

function requestOf(desk: Desk, call: Call, url: string): { headers: Record<string, string>; body: Buffer } {
  const { credentials, settings, clock } = desk
  const { signsWith, encrypts } = settings.platforms[call.platform]
  const algorithm = call.algorithm ?? signsWith
  const envelope = { messageId: call.messageId, dataset: call.dataset, schema: `${call.platform}/${call.dataset}`, version: '1.0', data: call.data }
  const plain = Buffer.from(JSON.stringify(envelope))
  const body = encrypts ? encryptBody(plain, credentials.bodyKey) : plain
  const timestamp = String(Math.floor(clock.nowMs() / 1_000) - (call.forgery === 'timestamp' ? HOUR_S : 0))
  const nonce = randomUUID()
  const { pathname } = new URL(url)
  const keys = { secret: call.forgery === 'signature' ? 'not the secret' : credentials.secret, sm2PrivateKey: call.forgery === 'signature' ? credentials.sm2PrivateKey : credentials.platformSm2PrivateKey }
  const signature = sign({ method: 'POST', path: pathname, timestamp, nonce, body }, algorithm, keys)
  const headers = {
    'content-type': 'application/json; charset=utf-8', 'x-app-id': call.forgery === 'application' ? 'somebody-else' : credentials.appId, 'x-timestamp': timestamp, 'x-nonce': nonce,
    'x-signature-algorithm': algorithm, 'x-signature': signature, 'x-body-encryption': encrypts ? 'SM4-CBC' : 'none',
  }
  return { headers, body: call.forgery === 'body' ? Buffer.concat([body, Buffer.from(' ')]) : body }
}

async function post(url: string, { headers, body }: { headers: Record<string, string>; body: Buffer }): Promise<CountyAnswer> {
  try {
    const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body), signal: AbortSignal.timeout(WAITS_MS), redirect: 'manual' })
    return { status: answer.status, text: (await answer.text()).slice(0, 4_000) }
  } catch (error) {
    return { status: 0, text: String(error instanceof Error ? (error.cause ?? error.message) : error) }
  }
}

/** Whether the county has taken it, or refused it for good; otherwise it is sent again. */
export function isSettled({ status, text }: CountyAnswer): boolean {
  if (status === 0 || status === 429 || status >= 500) return false
  const { code, success } = readAnswer(text)
  if (status < 300) return code === '0' && success === 'true'
  return code !== 'R05'
}

export function readAnswer(text: string): { code?: unknown; success?: unknown } {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null ? json : {}
  } catch {
    return {}
  }
}
