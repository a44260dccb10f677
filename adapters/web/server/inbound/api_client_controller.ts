import type { ApiClient } from '#adapters/web/contract/inbound'
import { channelNamed } from '#processes/foundation/inbound/channels'
import type { ApiClientKeys, ApiClientRow } from '#processes/foundation/inbound/ports'
import { recordChange } from '../accounts/audit.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { invalid, notFound, problem } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'

type KeyChange = { [Name in keyof ApiClientKeys]?: ApiClientKeys[Name] }

/** 接口账号: systems that may send in, with which signature. Keys are written and never read back. */
export const apiClientController = (services: WebServices): Pick<Operations, 'listApiClients' | 'createApiClient' | 'changeApiClient'> => {
  const { clients, sealKeys, openKeys } = services.inbound
  const present = (row: ApiClientRow): ApiClient => {
    const keys = openKeys(row)
    return {
      id: row.id, name: row.name, channels: [...row.channels], algorithms: [...row.algorithms], active: row.active, materialUrl: row.materialUrl,
      hasSecret: keys.secret !== null, hasPublicKey: keys.publicKey !== null, hasBodyKey: keys.bodyKey !== null,
      createdAt: instant(row.createdAtMs), createdByName: row.createdBy && (services.organisation.directory().person(row.createdBy)?.name ?? row.createdBy), keysAt: instant(row.keysAtMs),
    }
  }
  return {
    async listApiClients() {
      return { body: { data: (await clients.list()).map(present) } }
    },

    async createApiClient(call) {
      const { id, name, channels, algorithms, materialUrl = null, ...given } = call.body
      if (await clients.find(id)) throw problem(409, 'E_CONFLICT', `应用标识“${id}”已经登记过。请修改原有账号，或换一个标识。`, [{ path: 'id', message: '已经登记过。' }])
      const keys = withKeys({ secret: null, publicKey: null, bodyKey: null }, given)
      const nowMs = services.clock()
      const row: ApiClientRow = {
        id, name: name.trim(), channels, algorithms, materialUrl, keys: sealKeys(keys), active: true, createdBy: signedIn(call).userId, createdAtMs: nowMs, keysAtMs: nowMs,
      }
      check(row, keys)
      await clients.put(row)
      await recordChange(services, call, 'client.created', id, { name, channels, algorithms })
      return { body: present(row) }
    },

    async changeApiClient(call) {
      const before = await clients.find(call.params.id)
      if (!before) throw notFound('接口账号')
      const { name, channels, algorithms, active, reason, materialUrl, ...given } = call.body
      const keys = withKeys(openKeys(before), given)
      const isNewKey = Object.keys(given).length > 0
      const after: ApiClientRow = {
        ...before, name: name?.trim() ?? before.name, channels: channels ?? before.channels, algorithms: algorithms ?? before.algorithms, active: active ?? before.active, materialUrl: materialUrl === undefined ? before.materialUrl : materialUrl,
        ...(isNewKey ? { keys: sealKeys(keys), keysAtMs: services.clock() } : {}),
      }
      check(after, keys)
      await clients.put(after)
      await recordChange(services, call, 'client.changed', before.id, { name, channels, algorithms, active, materialUrl, reason, newKeys: Object.keys(given) })
      return { body: present(after) }
    },
  }
}

/** What is given replaces what was; what is left out stays. */
const withKeys = (before: ApiClientKeys, { secret = before.secret, publicKey = before.publicKey, bodyKey = before.bodyKey }: KeyChange): ApiClientKeys => ({ secret, publicKey, bodyKey })

function check({ channels, algorithms }: ApiClientRow, keys: ApiClientKeys): void {
  const unknown = channels.find((channel) => channelNamed(channel) === undefined)
  if (unknown !== undefined) throw invalid(`没有渠道“${unknown}”。请从列表中选择。`, [{ path: 'channels', message: '没有这个渠道。' }])
  if (algorithms.includes('SM2') && keys.publicKey === null) throw invalid('使用 SM2 签名要填写对方的公钥。', [{ path: 'publicKey', message: '请填写对方的 SM2 公钥。' }])
  if (algorithms.some((algorithm) => algorithm !== 'SM2') && keys.secret === null) throw invalid('使用 HMAC 签名要填写共享密钥。', [{ path: 'secret', message: '请填写共享密钥。' }])
}
