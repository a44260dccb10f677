import type { IdentityProposal, IdentityProvider } from '#adapters/web/contract/identity'
import { recordAudit, recordChange } from '../audit.js'
import { inTurn } from '../in_turn.js'
import { openText } from '../sealed_text.js'
import { SESSION_COOKIE } from '../session_tokens.js'
import { signedIn, type ApiCall, type Operations } from '../../http/api_call.js'
import { invalid, notFound, problem } from '../../http/problem.js'
import { instant } from '../../presentation/instants.js'
import type { WebServices } from '../../web_services.js'
import { ID_TOKEN } from './finish_login.js'
import { describeProvider, ProviderError, type ProviderClient } from './provider_client.js'
import { needsSecondPerson, readProposal, saveProposal, type ProviderProposal } from './provider_proposal.js'
import { callbackAddress, isConfidential, logoutAddress, readProvider, saveProvider, type ProviderSettings } from './provider_settings.js'

type IdentityOperations = Pick<
  Operations,
  | 'endSession' | 'readIdentityProvider' | 'saveIdentityProvider' | 'readIdentityProposal' | 'confirmIdentityProposal' | 'rejectIdentityProposal' | 'checkIdentityProvider'
  | 'listIdentityLinks' | 'removeIdentityLink'
>

/** 统一身份认证: where it is, who is linked with it, and the way out. */
export const identityController = (services: WebServices, client: ProviderClient): IdentityOperations => {
  const { accounts, settings: { appKey } } = services
  const stored = () => readProvider(accounts.settings, appKey)
  const proposed = () => readProposal(accounts.settings, appKey)
  const propose = (proposal: ProviderProposal | null) => saveProposal(accounts.settings, appKey, proposal)
  const both = async () => {
    const [provider, proposal] = await Promise.all([stored(), proposed()])
    return { body: { provider: present(provider), proposal: presentProposal(services, provider, proposal) } }
  }
  /** What was shown to whom decides: replaced or decided meanwhile, it is no more. */
  const waiting = async (call: Pick<ApiCall, 'login'> & { params: { id: string } }): Promise<ProviderProposal> => {
    const proposal = await proposed()
    if (proposal?.id !== call.params.id) throw problem(409, 'E_PROPOSAL_CHANGED', '这份设置已被修改、确认或退回。请刷新页面，按现在的内容办理。')
    if (proposal.proposedBy === signedIn(call).userId) throw problem(403, 'E_OWN_PROPOSAL', '不能确认自己提出的设置。请由另一位安全管理员办理。')
    return proposal
  }

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

    readIdentityProvider: both,

    saveIdentityProvider: (call) => inTurn(TURN, async () => {
      const { clientSecret, ...fields } = call.body
      for (const path of ['issuer', 'publicUrl'] as const) {
        const message = '须为 https 地址（只有本机可用 http），且不带用户名和密码'
        if (!isConfidential(fields[path])) throw invalid('地址不安全，身份信息会被窃听。请改用 https 地址。', [{ path, message }])
      }
      const before = await stored()
      const kept = (await proposed())?.settings ?? before
      const isOther = kept !== null && (kept.issuer !== fields.issuer || kept.clientId !== fields.clientId)
      if (isOther && kept.clientSecret !== '' && clientSecret === undefined) {
        throw invalid('签发者或客户端编号已更换，请重新填写客户端密钥。', [{ path: 'clientSecret', message: '必须填写' }])
      }
      const provider = { ...fields, clientSecret: clientSecret ?? kept?.clientSecret ?? '' }
      const waits = needsSecondPerson(before, provider)
      if (!waits) await saveProvider(accounts.settings, appKey, provider)
      await propose(waits ? { id: services.newId(), proposedBy: signedIn(call).userId, proposedAtMs: services.clock(), settings: provider } : null)
      await recordChange(services, call, waits ? 'identity.proposed' : 'identity.saved', fields.issuer, detailOf(before, provider))
      return both()
    }),

    readIdentityProposal: both,

    confirmIdentityProposal: (call) => inTurn(TURN, async () => {
      const { settings, proposedBy } = await waiting(call)
      const before = await stored()
      await saveProvider(accounts.settings, appKey, settings)
      await propose(null)
      await recordChange(services, call, 'identity.saved', settings.issuer, { ...detailOf(before, settings), proposedBy })
      return both()
    }),

    rejectIdentityProposal: (call) => inTurn(TURN, async () => {
      const { settings, proposedBy } = await waiting(call)
      await propose(null)
      await recordChange(services, call, 'identity.rejected', settings.issuer, { proposedBy })
      return both()
    }),

    async checkIdentityProvider() {
      const provider = (await proposed())?.settings ?? (await stored())
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

/** One change at a time on this node; on another node the later one stands, and only what was shown is confirmed. */
const TURN = 'identity-provider'

function detailOf(before: ProviderSettings | null, { clientSecret, ...fields }: ProviderSettings): Record<string, unknown> {
  return { ...fields, secret: clientSecret === (before?.clientSecret ?? '') ? '未改' : '已改' }
}

function present(provider: ProviderSettings): IdentityProvider
function present(provider: ProviderSettings | null): IdentityProvider | null
function present(provider: ProviderSettings | null): IdentityProvider | null {
  if (!provider) return null
  const { clientSecret, ...fields } = provider
  return { ...fields, hasSecret: clientSecret !== '', callback: callbackAddress(provider), logoutAddress: logoutAddress(provider) }
}

function presentProposal({ organisation }: WebServices, before: ProviderSettings | null, proposal: ProviderProposal | null): IdentityProposal | null {
  if (!proposal) return null
  const { id, proposedBy, proposedAtMs, settings } = proposal
  return {
    id, proposedByName: organisation.directory().person(proposedBy)?.name ?? proposedBy, proposedAt: instant(proposedAtMs), provider: present(settings),
    changesSecret: settings.clientSecret !== (before?.clientSecret ?? ''),
  }
}
