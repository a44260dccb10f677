import { dateText, dayNumber } from '#processes/foundation/calendar/local_time'
import { recordChange } from '../accounts/audit.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { invalid, notFound, problem } from '../http/problem.js'
import { readManifest } from '../access/may_start.js'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'
import { personName, presentTarget, takesOf } from './present_delivery.js'
import { requireOutbox } from './require_outbox.js'

type TargetOperations = Pick<Operations, 'listTargets' | 'saveTarget' | 'listTargetVersions' | 'testTarget'>

/** 对接目标: who is told, how, and how it goes. Secrets are written and never read back. */
export const targetController = (services: WebServices): TargetOperations => {
  const around = async () => {
    const { deliveries, health, kinds } = requireOutbox(services)
    const [counts, states] = await Promise.all([deliveries.counts(), health()])
    return { counts, health: states, kinds }
  }

  return {
    async listTargets() {
      const outbox = requireOutbox(services)
      const [stored, now, businesses] = await Promise.all([outbox.targets.list(), around(), businessesInForce(services)])
      const kinds = outbox.kinds.map((kind) => ({ kind: kind.kind, name: kind.name, takes: takesOf(kind), canBeAsked: kind.ledger !== undefined }))
      return { body: { targets: stored.map((target) => presentTarget(services, target, now)), kinds, businesses } }
    },

    async saveTarget(call) {
      const outbox = requireOutbox(services)
      const { expectedVersion, note, ...settings } = call.body
      if (!outbox.kinds.some(({ kind }) => kind === settings.kind)) throw invalid('没有这种对接目标。请从列表中选择。', [{ path: 'kind', message: '请从列表中选择。' }])
      const saved = await outbox.targets.save({ ...settings, id: call.params.id }, expectedVersion, signedIn(call).userId, note.trim())
      if (saved.kind === 'conflict') throw problem(409, 'E_CONFLICT', '这个目标刚被别人改过。请刷新后重新修改。')
      if (saved.kind === 'invalid') throw invalid(saved.problems[0]?.message ?? '设置有误。请改正后重试。', saved.problems)
      const { url, appId, algorithm, enabled } = settings
      const newKeys = [settings.secret === undefined ? '' : 'secret', settings.bodyKey === undefined ? '' : 'bodyKey'].filter(Boolean)
      await recordChange(services, call, 'target.saved', `target:${call.params.id}`, { version: saved.target.version, url, appId, algorithm, enabled, newKeys, note })
      return { body: presentTarget(services, saved.target, await around()) }
    },

    async listTargetVersions(call) {
      const versions = await requireOutbox(services).targets.history(call.params.id)
      const data = versions.map(({ version, changedAtMs, changedBy, note, settings }) => ({
        version, changedAt: instant(changedAtMs), changedByName: personName(services, changedBy), note, enabled: settings.enabled, url: settings.url,
      }))
      return { body: { data } }
    },

    async testTarget(call) {
      const outbox = requireOutbox(services)
      if (!(await outbox.targets.list()).some(({ id }) => id === call.params.id)) throw notFound('对接目标')
      const tried = await tryTarget(services, call.params.id)
      await recordChange(services, call, 'target.tested', `target:${call.params.id}`, { ok: tried.ok })
      return { body: tried }
    },
  }
}

/** Asks the other side for today's ledger: address, signature and answer are all of them tried, and nothing is sent. */
async function tryTarget(services: WebServices, id: string): Promise<{ ok: boolean; message: string }> {
  const outbox = requireOutbox(services)
  const open = outbox.settingsOf(id)
  if (open === null) return { ok: false, message: '目标没有启用。请先启用再试连。' }
  const { kind, settings } = open
  if (kind.ledger === undefined) return { ok: false, message: '这类目标不提供对账，不能试连。请推送一件后看结果。' }
  try {
    const entries = await kind.ledger(dateText(dayNumber(services.clock())), settings, outbox.toolsFor(id))
    return { ok: true, message: `连接正常，签名有效。对方今天已收到 ${entries.length} 条。` }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message.slice(0, 500) : String(error) }
  }
}

/** One entry a package that people know, by its key. */
async function businessesInForce(services: WebServices): Promise<{ id: string; name: string }[]> {
  const manifests = await Promise.all(services.engine.definitions.latest().map(({ packageId }) => readManifest(services, packageId)))
  const names = new Map(manifests.flatMap((manifest) => (manifest ? [[manifest.key, manifest.name] as const] : [])))
  return [...names].map(([id, name]) => ({ id, name })).sort((one, other) => (one.id < other.id ? -1 : 1))
}
