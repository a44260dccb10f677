import type { IncomingHttpHeaders } from 'node:http'
import { fault, type Fault } from '../interface/faults.js'
import type { Credentials } from '../signing/credentials.js'
import { decryptBody, isAlgorithm, isSignedBy, type Algorithm } from '../signing/signing.js'

export interface Arrived {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface TransportContext {
  credentials: Credentials
  /** Taken by the platform it is meant for. */
  algorithms: readonly Algorithm[]
  encryption: 'any' | 'SM4-CBC'
  nowMs: number
  nonces: Nonces
}

const SKEW_S = 300
const NEEDED = ['x-app-id', 'x-timestamp', 'x-nonce', 'x-signature-algorithm', 'x-signature'] as const

/** Why this request is not from the application it names, or null; a nonce counts as used only under a right signature. */
export function checkSignature(arrived: Arrived, context: TransportContext): Fault | null {
  const { headers } = arrived
  const missing = NEEDED.find((name) => !headers[name])
  if (missing !== undefined) return fault('1001', missing)
  const [appId, timestamp, nonce, algorithm, signature] = NEEDED.map((name) => String(headers[name])) as [string, string, string, string, string]
  if (appId !== context.credentials.appId) return fault('1002', appId)
  if (!isAlgorithm(algorithm) || !context.algorithms.includes(algorithm)) return fault('1003', algorithm)
  if (!/^\d{10}$/.test(timestamp) || Math.abs(Number(timestamp) - context.nowMs / 1000) > SKEW_S) return fault('1004', timestamp)
  if (!/^[A-Za-z0-9-]{16,64}$/.test(nonce)) return fault('1005', nonce)
  if (!isSignedBy({ ...arrived, timestamp, nonce }, algorithm, signature, context.credentials)) return fault('1006')
  return context.nonces.use(nonce, context.nowMs) ? null : fault('1005', nonce)
}

/** The JSON of a body, or why there is none. */
export function readBody(arrived: Arrived, context: TransportContext): { json: unknown } | Fault {
  const type = (arrived.headers['content-type'] ?? '').toLowerCase().replaceAll(' ', '')
  if (type !== 'application/json;charset=utf-8') return fault('1009', arrived.headers['content-type'] ?? '')
  const encryption = String(arrived.headers['x-body-encryption'] ?? 'none')
  const isTaken = encryption === 'SM4-CBC' || (encryption === 'none' && context.encryption === 'any')
  if (!isTaken) return fault('1007', encryption)
  const plain = encryption === 'SM4-CBC' ? decryptBody(arrived.body, context.credentials.bodyKey) : arrived.body
  if (plain === null) return fault('1008')
  return parse(plain)
}

function parse(plain: Buffer): { json: unknown } | Fault {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain)
  } catch {
    return fault('1011')
  }
  try {
    return { json: JSON.parse(text) }
  } catch {
    return fault('1012')
  }
}

/** Nonces of the last ten minutes. */
export interface Nonces {
  /** False when it was used already. */
  use(nonce: string, nowMs: number): boolean
}

const KEPT_MS = 600_000

export function createNonces(): Nonces {
  const used = new Map<string, number>()
  return {
    use(nonce, nowMs) {
      for (const [old, atMs] of used) {
        if (nowMs - atMs <= KEPT_MS) break
        used.delete(old)
      }
      if (used.has(nonce)) return false
      used.set(nonce, nowMs)
      return true
    },
  }
}
