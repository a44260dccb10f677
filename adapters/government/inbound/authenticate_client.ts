import { CLOCK_TOLERANCE_SECONDS, requestFault } from '#adapters/government/signing/request_signature'
import { decryptBody } from '#adapters/government/signing/body_encryption'
import { isSignatureAlgorithm } from '#adapters/government/signing/algorithm'
import type { ApiClientKeys, ApiClientRow, ApiClientStore } from '#processes/foundation/inbound/ports'
import { refusal, type Refusal } from '#processes/foundation/inbound/reasons'

/** A signed request as it arrived. */
export interface SignedRequest {
  method: string
  /** Path with its query, as in the request line. */
  path: string
  header(name: string): string
  body: Uint8Array
}

export interface ClientAccess {
  clients: ApiClientStore
  /** Opens the keys of a client; throws when they were sealed by another installation. */
  openKeys(client: ApiClientRow): ApiClientKeys
  clock(): number
}

export type Authenticated = { ok: true; client: ApiClientRow; text: string } | { ok: false; refusal: Refusal }

const no = (reason: string): Authenticated => ({ ok: false, refusal: refusal('R01', reason) })

const FAULTS = {
  algorithm: '签名算法不在约定之内。',
  timestamp: '时间戳与本机时间相差超过 5 分钟，或者格式不正确。请校准时钟后重新签名。',
  nonce: '随机串应为 8–64 位字母、数字、下划线或连字符。',
  signature: '签名不正确。请核对密钥和签名串。',
} as const

/** Whose request this is, and its body in plain text. Nothing of the body is looked at before the signature holds; a nonce counts once on all nodes. */
export async function authenticateClient(access: ClientAccess, channel: string, request: SignedRequest): Promise<Authenticated> {
  const id = request.header('x-app-id')
  const client = /^[\x21-\x7e]{1,100}$/.test(id) ? await access.clients.find(id) : null
  if (!client?.active || !client.channels.includes(channel)) return no('应用标识没有登记、已停用，或没有这个渠道的权限。请联系县级平台管理员。')
  const algorithm = request.header('x-signature-algorithm')
  if (!isSignatureAlgorithm(algorithm) || !client.algorithms.includes(algorithm)) return no(FAULTS.algorithm)
  const keys = access.openKeys(client)
  const key = algorithm === 'SM2' ? keys.publicKey : keys.secret
  if (key === null) return no(FAULTS.algorithm)
  const [timestamp, nonce] = [request.header('x-timestamp'), request.header('x-nonce')]
  const claimed = { algorithm, signature: request.header('x-signature'), method: request.method, path: request.path, timestamp, nonce, body: request.body }
  const nowMs = access.clock()
  const fault = requestFault(claimed, { algorithm, key }, nowMs)
  if (fault !== null) return no(FAULTS[fault])
  const untilMs = nowMs + 2 * CLOCK_TOLERANCE_SECONDS * 1000
  if (!(await access.clients.takeNonce(client.id, nonce, untilMs, nowMs))) return no('随机串已经用过。请换一个随机串重新签名。')
  return opened(client, keys, request)
}

function opened(client: ApiClientRow, { bodyKey }: ApiClientKeys, request: SignedRequest): Authenticated {
  const encryption = request.header('x-body-encryption') || 'none'
  if (encryption !== 'none' && (encryption !== 'SM4-CBC' || bodyKey === null)) return { ok: false, refusal: refusal('R02', '报文加密方式不在约定之内。', 'X-Body-Encryption') }
  const bytes = encryption === 'none' ? request.body : decryptBody(Buffer.from(request.body).toString('latin1'), bodyKey!)
  if (bytes === null) return { ok: false, refusal: refusal('R02', '报文解密失败。请核对密钥。') }
  try {
    return { ok: true, client, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { ok: false, refusal: refusal('R02', '报文不是有效的 UTF-8。') }
  }
}
