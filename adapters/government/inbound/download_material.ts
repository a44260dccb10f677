import type { IncomingMessage } from 'node:http'
import { signRequest } from '#adapters/government/signing/request_signature'
import { placeFor, type AllowedPlace } from '#adapters/http_task/allow_list'
import { checkedAddress, type Resolve } from '#adapters/http_task/checked_address'
import { openRequest } from '#adapters/http_task/send_request'
import type { InboundPorts } from './desk_ports.js'

interface Surroundings extends Pick<InboundPorts, 'clients' | 'openKeys' | 'clock'> {
  newNonce(): string
  places: readonly AllowedPlace[]
  resolve: Resolve
}

const TIMEOUT_MS = 60_000
const LIMIT = 20_000_000

/** Fetches a material from the platform that named it: signed, at an allowed address only, without following redirects. */
export const createMaterialDownload = (around: Surroundings): InboundPorts['fetchMaterial'] => async ({ clientId, channel, materialId }) => {
  const client = await around.clients.find(clientId)
  if (!client?.active || client.materialUrl === null) throw new Error('接口账号已停用，或没有填写材料下载地址。请系统管理员补充后再取。')
  const { secret } = around.openKeys(client)
  const algorithm = client.algorithms.find((name) => name !== 'SM2')
  if (secret === null || algorithm === undefined) throw new Error('取材料要用共享密钥签名。请系统管理员在接口账号中填写。')
  const url = new URL(`${client.materialUrl.replace(/\/$/, '')}/${channel}/v1/materials/${encodeURIComponent(materialId)}`)
  const place = placeFor(around.places, url)
  if (!place) throw new Error(`${url.origin} 不在允许调用的地址之内。请系统管理员在 HTTP_TASK_ALLOW 中加入该地址。`)
  const [timestamp, nonce] = [String(Math.floor(around.clock() / 1000)), around.newNonce().replace(/[^A-Za-z0-9-]/g, '').padEnd(16, '0').slice(0, 64)]
  const signature = signRequest(algorithm, secret, { method: 'GET', path: url.pathname + url.search, timestamp, nonce, body: new Uint8Array() })
  const headers = { 'x-app-id': client.id, 'x-timestamp': timestamp, 'x-nonce': nonce, 'x-signature-algorithm': algorithm, 'x-signature': signature, 'accept-encoding': 'identity', 'user-agent': 'xingliu' }
  const address = await checkedAddress(url.hostname, place.allowsPrivate, around.resolve)
  const answer = await openRequest({ method: 'GET', url, headers, body: null }, address, AbortSignal.timeout(TIMEOUT_MS))
  if (answer.statusCode === 200) return readFile(answer)
  answer.destroy()
  if (answer.statusCode === 404) return 'notYet'
  throw new Error(`平台没有给出材料（HTTP ${answer.statusCode ?? 0}）。`)
}

async function readFile(answer: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LIMIT) {
      answer.destroy()
      throw new Error('材料超过 20 MB 的上限。请发送方压缩或拆分后用更正报文重发。')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
