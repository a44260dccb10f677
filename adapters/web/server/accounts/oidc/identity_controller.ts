import type { IdentityProvider } from '#adapters/web/contract/identity'
import { recordAudit, recordChange } from '../audit.js'
import { openText } from '../sealed_text.js'
import { SESSION_COOKIE } from '../session_tokens.js'
import { signedIn, type Operations } from '../../http/api_call.js'
import { invalid, notFound } from '../../http/problem.js'
import { instant } from '../../presentation/instants.js'
import type { WebServices } from '../../web_services.js'
import { ID_TOKEN } from './finish_login.js'
import { describeProvider, ProviderError, type ProviderClient } from './provider_client.js'
import { callbackAddress, isConfidential, readProvider, saveProvider, type ProviderSettings } from './provider_settings.js'

type IdentityOperations = Pick<
  Operations,
  'endSession' | 'readIdentityProvider' | 'saveIdentityProvider' | 'checkIdentityProvider' | 'listIdentityLinks' | 'removeIdentityLink'
>

/** 统一身份认证: where it is, who is linked with it, and the way out. */
export const identityController = (services: WebServices, client: ProviderClient): IdentityOperations => {
  const { accounts, settings: { appKey } } = services
  const stored = () => readProvider(accounts.settings, appKey)

  return {
    async endSession(call) {
      const { userId, sessionId } = signedIn(call)
      const session = await accounts.sessions.find(sessionId)
      await accounts.sessions.remove(sessionId)
      await recordAudit(services, { actor: userId, action: 'login.ended', target: userId, address: call.address })
      const sealed = session?.values['idToken']
      const idToken = typeof sealed === 'string' ? openText(appKey, ID_TOKEN, sealed, userId) : null
      return { body: { leaveFor: idToken === null ? null : await leaveFor(client, await stored(), idToken) }, cookies: [{ name: SESSION_COOKIE, value: null, httpOnly: true }] }
    },

    async readIdentityProvider() {
      return { body: { provider: present(await stored()) } }
    },

    async saveIdentityProvider(call) {
      const { clientSecret, ...fields } = call.body
      for (const path of ['issuer', 'publicUrl'] as const) {
        const message = '须为 https 地址（只有本机可用 http），且不带用户名和密码'
        if (!isConfidential(fields[path])) throw invalid('地址不安全，身份信息会被窃听。请改用 https 地址。', [{ path, message }])
      }
      const before = await stored()
      const isOther = before !== null && (before.issuer !== fields.issuer || before.clientId !== fields.clientId)
      if (isOther && before.clientSecret !== '' && clientSecret === undefined) {
        throw invalid('签发者或客户端编号已更换，请重新填写客户端密钥。', [{ path: 'clientSecret', message: '必须填写' }])
      }
      const provider = { ...fields, clientSecret: clientSecret ?? before?.clientSecret ?? '' }
      await saveProvider(accounts.settings, appKey, provider)
      await recordChange(services, call, 'identity.saved', fields.issuer, { ...fields, secret: clientSecret === undefined ? '未改' : '已改' })
      return { body: { provider: present(provider) } }
    },

    async checkIdentityProvider() {
      const provider = await stored()
      if (!provider) throw invalid('还没有设置统一身份认证。请先填写并保存。')
      try {
        await describeProvider(provider)
        return { body: { reachable: true, message: '连接正常。' } }
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        return { body: { reachable: false, message: '连不上，或对方的说明（.well-known/openid-configuration）与签发者地址不符。请核对地址和网络。' } }
      }
    },

    async listIdentityLinks() {
      const directory = services.organisation.directory()
      const data = (await accounts.identities.list()).map(({ id, issuer, subject, userId, linkedAtMs }) => {
        const person = directory.person(userId)
        return { id, issuer, subject, userId, userName: person?.name ?? userId, username: person?.username ?? null, linkedAt: instant(linkedAtMs) }
      })
      return { body: { data } }
    },

    async removeIdentityLink(call) {
      const link = await accounts.identities.find(call.params.id)
      if (!link) throw notFound('绑定')
      await accounts.identities.remove(link.id)
      await accounts.sessions.removeOfUser(link.userId)
      await recordChange(services, call, 'identity.unlinked', link.userId, { issuer: link.issuer, subject: link.subject })
      return { body: undefined }
    },
  }
}

/** The session here has ended already: a provider that is away keeps nobody in. */
async function leaveFor(client: ProviderClient, provider: ProviderSettings | null, idToken: string): Promise<string | null> {
  if (!provider?.enabled) return null
  try {
    return await client.endAddress(provider, idToken)
  } catch (error) {
    if (error instanceof ProviderError) return null
    throw error
  }
}

function present(provider: ProviderSettings | null): IdentityProvider | null {
  if (!provider) return null
  const { clientSecret, ...fields } = provider
  return { ...fields, hasSecret: clientSecret !== '', callback: callbackAddress(provider) }
}
