import type { EndpointOf } from '#adapters/web/contract/endpoints'
import { DAY_MS } from '#processes/foundation/calendar/local_time'
import type { Delivery } from '#processes/foundation/deliveries/delivery'
import type { DeliveryFilter, DeskAnswer } from '#processes/foundation/deliveries/ports'
import { recordAudit, recordChange } from '../accounts/audit.js'
import { requireFull } from '../access/visible_data.js'
import { signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { invalid, notFound, problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import { dayStartMs } from './local_day.js'
import { requireOutbox } from './require_outbox.js'
import { presentDelivery, presentDetail, presentSkipPreview, targetNames } from './present_delivery.js'

type DeliveryOperations = Pick<
  Operations, 'listDeliveries' | 'resendDeliveries' | 'readDelivery' | 'retryDelivery' | 'resendCorrectedDelivery' | 'previewSkipDelivery' | 'skipDelivery' | 'listCaseDeliveries' | 'readCaseDelivery'
>

const LONGEST_RANGE_DAYS = 366
/** Newest first; a case with more of them has been told far too often. */
const MOST_OF_A_CASE = 200

/** 推送记录: what waits and why, what was refused, and what people do about it. */
export const deliveryController = (services: WebServices): DeliveryOperations => {
  const found = async (id: string): Promise<Delivery> => {
    const delivery = await requireOutbox(services).deliveries.find(id)
    if (!delivery) throw notFound('推送')
    return delivery
  }
  const answered = async (call: Pick<ApiCall, 'login' | 'address'>, act: string, answer: DeskAnswer, reason?: string) => {
    if (!answer.ok) throw problem(409, 'E_INVALID_STATE', answer.message)
    const { delivery } = answer
    await recordChange(services, call, 'delivery.operated', `delivery:${delivery.id}`, { act, target: delivery.target, number: delivery.number, ...(reason ? { reason } : {}) })
    return { body: presentDelivery(await targetNames(requireOutbox(services)), delivery) }
  }

  return {
    async listDeliveries(call) {
      const outbox = requireOutbox(services)
      const { limit = 50, after } = call.query
      const page = await outbox.deliveries.list(filterOf(call.query), after ?? null, limit)
      const nameOf = await targetNames(outbox)
      return { body: { data: page.deliveries.map((delivery) => presentDelivery(nameOf, delivery)), next: page.next } }
    },

    async resendDeliveries(call) {
      const { target, from, to, kind, what, reason } = call.body
      const { desk, targets, settingsOf } = requireOutbox(services)
      const range = rangeOf(from, to)
      if (!(await targets.list()).some(({ id }) => id === target)) throw invalid('没有这个对接目标。请从列表中选择。', [{ path: 'target', message: '没有这个对接目标。' }])
      if (what === 'never_told' && settingsOf(target) === null) throw problem(409, 'E_INVALID_STATE', '对接目标已停用，不能补报。请先启用。')
      const by = signedIn(call).userId
      if (reason.trim() === '') throw invalid('请写明为什么重推。', [{ path: 'reason', message: '请写明理由。' }])
      const { count } = what === 'never_told'
        ? await desk.tellRange({ target, ...range }, by)
        : await desk.resendRange({ target, ...range, ...(kind ? { kinds: [kind] } : {}), again: what === 'all' }, by)
      await recordChange(services, call, 'delivery.operated', `target:${target}`, { act: what, from, to, kind, reason, count })
      return { body: { count } }
    },

    async readDelivery(call) {
      return { body: await presentDetail(services, requireOutbox(services), await found(call.params.id), false) }
    },

    async retryDelivery(call) {
      return answered(call, 'retry', await requireOutbox(services).desk.retry((await found(call.params.id)).id, signedIn(call).userId))
    },

    async resendCorrectedDelivery(call) {
      return answered(call, 'correct', await requireOutbox(services).desk.resendCorrected((await found(call.params.id)).id, signedIn(call).userId))
    },

    async previewSkipDelivery(call) {
      const outbox = requireOutbox(services)
      return { body: presentSkipPreview(await targetNames(outbox), await outbox.previewSkip(await found(call.params.id))) }
    },

    async skipDelivery(call) {
      const reason = call.body.reason.trim()
      if (reason === '') throw invalid('请写明为什么跳过。', [{ path: 'reason', message: '请写明理由。' }])
      return answered(call, 'skip', await requireOutbox(services).desk.skip((await found(call.params.id)).id, signedIn(call).userId, reason), reason)
    },

    async listCaseDeliveries(call) {
      await requireFull(services, signedIn(call), call.params.id)
      if (services.outbox === null) return { body: { data: [] } }
      const { deliveries } = await services.outbox.deliveries.list({ caseKey: call.params.id }, null, MOST_OF_A_CASE)
      const nameOf = await targetNames(services.outbox)
      return { body: { data: deliveries.map((delivery) => presentDelivery(nameOf, delivery)) } }
    },

    async readCaseDelivery(call) {
      const { visible } = await requireFull(services, signedIn(call), call.params.id)
      const delivery = await found(call.params.delivery)
      // a message as it went knows no permissions of fields
      if (delivery.caseKey !== call.params.id || !visible.isWhole) throw notFound('推送')
      await recordAudit(services, { actor: signedIn(call).userId, action: 'data.read', target: `delivery:${delivery.id}`, address: call.address, detail: { instanceId: call.params.id } })
      return { body: await presentDetail(services, requireOutbox(services), delivery, true) }
    },
  }
}

function filterOf({ target, status, trouble, kind, q, from, to }: ApiCall<EndpointOf<'listDeliveries'>>['query']): DeliveryFilter {
  const number = q?.trim()
  return {
    ...(target ? { target } : {}), ...(status ? { statuses: [status] } : trouble ? { statuses: ['rejected', 'dead'] as const } : {}), ...(kind ? { kinds: [kind] } : {}), ...(number ? { number } : {}),
    ...(from ? { fromMs: dayStartMs('from', from) } : {}), ...(to ? { toMs: dayStartMs('to', to) + DAY_MS } : {}),
  }
}

/** Whole days of the county, the last one included. */
function rangeOf(from: string, to: string): { fromMs: number; toMs: number } {
  const range = { fromMs: dayStartMs('from', from), toMs: dayStartMs('to', to) + DAY_MS }
  if (!(range.toMs > range.fromMs)) throw invalid('结束日期不能早于开始日期。', [{ path: 'to', message: '不能早于开始日期。' }])
  if (range.toMs - range.fromMs > LONGEST_RANGE_DAYS * DAY_MS) throw invalid('一次最多一年。请分段进行。', [{ path: 'to', message: '一次最多一年。' }])
  return range
}
