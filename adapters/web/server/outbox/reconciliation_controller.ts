import type { LastNight, Reconciliation as Shown } from '#adapters/web/contract/outbox'
import { lastNight } from '#adapters/outbox/nightly_reconciliation'
import { dateText, startOfDayMs } from '#processes/foundation/calendar/local_time'
import { STATUS_NAMES } from '#processes/foundation/deliveries/delivery'
import { FACT_NAMES, type FactKind } from '#processes/foundation/deliveries/fact'
import type { Difference, Reconciliation } from '#processes/foundation/deliveries/ports'
import { contentDisposition } from '../controllers/document_controller.js'
import { recordChange } from '../accounts/audit.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { notFound, problem } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'
import { dayStartMs } from './local_day.js'
import { personName, targetNames, type NameTarget } from './present_delivery.js'
import type { OutboxServices } from './outbox_services.js'
import { requireOutbox } from './require_outbox.js'

type ReconciliationOperations = Pick<Operations, 'listReconciliations' | 'runReconciliation' | 'settleReconciliation' | 'printReconciliation'>

const MOST = 60

/** 对账: what the other side has of a day beside what we have told it. */
export const reconciliationController = (services: WebServices): ReconciliationOperations => {
  const present = (nameOf: NameTarget, { target, date, takenAtMs, by, counts, differences }: Reconciliation): Shown => ({
    target: { id: target, name: nameOf(target) }, date, takenAt: instant(takenAtMs), byName: personName(services, by),
    counts: counts.map(({ kind, ours, theirs }) => ({ kindName: FACT_NAMES[kind], ours, theirs })), differences: differences.map(presentDifference),
  })

  return {
    async listReconciliations(call) {
      const outbox = requireOutbox(services)
      const { target, date } = call.query
      const one = target && date ? await outbox.reconciliations.find(target, date) : null
      const all = target && date ? (one ? [one] : []) : (await outbox.reconciliations.list(target ?? null, MOST)).filter((row) => date === undefined || row.date === date)
      const nameOf = await targetNames(outbox)
      return { body: { data: all.map((row) => present(nameOf, row)), lastNight: await lastNightOf(services, outbox) } }
    },

    async runReconciliation(call) {
      const outbox = requireOutbox(services)
      const { target, date } = call.params
      dayStartMs('date', date)
      const answer = await outbox.reconciliations.run(target, date, signedIn(call).userId)
      if (!answer.ok) throw problem(409, 'E_INVALID_STATE', answer.message)
      await recordChange(services, call, 'delivery.operated', `target:${target}`, { act: 'reconcile', date, differences: answer.reconciliation.differences.length })
      return { body: present(await targetNames(outbox), answer.reconciliation) }
    },

    async settleReconciliation(call) {
      const outbox = requireOutbox(services)
      const { target, date } = call.params
      if ((await outbox.reconciliations.find(target, date)) === null) throw notFound('对账')
      const { resent, corrected } = await outbox.reconciliations.settle(target, date, signedIn(call).userId)
      await recordChange(services, call, 'delivery.operated', `target:${target}`, { act: 'settle', date, resent, corrected })
      return { body: { resent, corrected } }
    },

    async printReconciliation(call) {
      const { target, date } = call.params
      const bytes = await requireOutbox(services).reconciliations.pdf(target, date)
      if (bytes === null) throw notFound('对账')
      await recordChange(services, call, 'data.exported', `target:${target}`, { date })
      return { bytes, mediaType: 'application/pdf', headers: { 'content-disposition': contentDisposition('inline', `对账单 ${target} ${date}.pdf`) } }
    },
  }
}

/** Yesterday, at every enabled target that can be asked; without an instant it has not been taken since the day was over. */
async function lastNightOf({ clock }: Pick<WebServices, 'clock'>, outbox: OutboxServices): Promise<LastNight[]> {
  const day = lastNight(clock())
  const date = dateText(day)
  const asked = (await outbox.targets.list()).filter(({ settings }) => settings.enabled && outbox.kinds.find(({ kind }) => kind === settings.kind)?.ledger !== undefined)
  return Promise.all(asked.map(async ({ id, settings }): Promise<LastNight> => {
    const found = await outbox.reconciliations.find(id, date)
    const isTaken = found !== null && found.takenAtMs >= startOfDayMs(day + 1)
    return { target: { id, name: settings.name }, date, takenAt: isTaken ? instant(found.takenAtMs) : null, differences: isTaken ? found.differences.length : null }
  }))
}

const WORDS = { missing_above: '本地已送达，对方没有', missing_here: '对方有，本地没有', status_differs: '两边状态不一致' } as const
const THEIRS = { accepted: '已接收', confirmed: '已确认', rejected: '已退回' } as const

function presentDifference(difference: Difference): Shown['differences'][number] {
  const words = WORDS[difference.kind]
  if (difference.kind === 'missing_here') {
    const { messageId, kind, number, status } = difference.entry
    return { kind: difference.kind, words, delivery: null, messageId, factName: FACT_NAMES[kind as FactKind] ?? kind, number, oursName: null, theirsName: THEIRS[status] }
  }
  const { delivery, fact, number, ours } = difference
  const theirs = difference.kind === 'status_differs' ? THEIRS[difference.theirs] : null
  return { kind: difference.kind, words, delivery, messageId: delivery, factName: FACT_NAMES[fact], number, oursName: STATUS_NAMES[ours], theirsName: theirs }
}
