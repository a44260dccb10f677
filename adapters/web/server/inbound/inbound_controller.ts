import type { InboundMessage, InboundOverview } from '#adapters/web/contract/inbound'
import { dateText, dayNumber } from '#processes/foundation/calendar/local_time'
import { channelNamed, INBOUND_CHANNELS } from '#processes/foundation/inbound/channels'
import type { InboundMaterialRow, InboundMessageRow } from '#processes/foundation/inbound/ports'
import { REASONS, type ReasonCode } from '#processes/foundation/inbound/reasons'
import { recordAudit, recordChange } from '../accounts/audit.js'
import { requireFull } from '../access/visible_data.js'
import { signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { invalid, notFound, problem, ProblemError } from '../http/problem.js'
import { readBytes } from '../http/read_body.js'
import { instant, instantOrNull } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'

type InboundOperations = Pick<Operations, 'receiveInbound' | 'readInboundOverview' | 'listInbound' | 'giveUpInbound' | 'readCaseInbound' | 'readInboundMessage' | 'retryInboundMaterial'>

const BODY_LIMIT = 1_000_000
const TURNED_AWAY_DAYS = 7
/** As its column holds it. */
const LONGEST_REASON = 1_000

/** 来件: signed messages taken in, and what has become of them – for those who keep the system running without what they say. */
export const inboundController = (services: WebServices): InboundOperations => ({
  async receiveInbound(call) {
    const { channel, dataset } = call.params
    const answer = await receive(services, call, channel, dataset)
    return {
      stream: (response) => {
        const bytes = Buffer.from(JSON.stringify(answer.body))
        response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'content-length': bytes.length, ...(answer.status === 413 ? { connection: 'close' } : {}) })
        response.end(bytes)
      },
    }
  },

  async readInboundOverview() {
    const { inbox } = services.inbound
    const fromDay = dateText(dayNumber(services.clock()) - TURNED_AWAY_DAYS)
    const [counts, turnedAway] = await Promise.all([inbox.counts(), inbox.turnedAway(fromDay)])
    const rows = [...INBOUND_CHANNELS.filter(({ original }) => original !== null), ...(turnedAway.some(({ channel }) => channel === 'unknown') ? [{ id: 'unknown', name: '不明渠道' }] : [])]
    return {
      body: {
        channels: rows.map(({ id, name }): InboundOverview['channels'][number] => {
          const count = (status: InboundMessageRow['status']) => counts.find((one) => one.channel === id && one.status === status)?.count ?? 0
          return {
            id, name, waiting: count('waiting'), held: count('held'), taken: count('taken'), refused: count('refused'),
            turnedAway: turnedAway.filter(({ channel }) => channel === id).map(({ code, count: times }) => ({ code, words: wordsOf(code), count: times })),
          }
        }),
      },
    }
  },

  async listInbound(call) {
    const { channel, status, kind, q, limit = 50, after } = call.query
    const number = q?.trim()
    const filter = { ...(channel ? { channel } : {}), ...(status ? { status } : {}), ...(kind ? { kind } : {}), ...(number ? { number } : {}) }
    const page = await services.inbound.inbox.list(filter, { limit, ...(after ? { after } : {}) })
    return { body: { data: page.data.map(presentMessage), next: page.next } }
  },

  async giveUpInbound(call) {
    const { inbox } = services.inbound
    const { id } = call.params
    const reason = call.body.reason.trim()
    if (reason === '') throw invalid('请写明为什么不再等候。', [{ path: 'reason', message: '请写明理由。' }])
    if ((await inbox.find(id)) === null) throw notFound('来件')
    const isGivenUp = await inbox.giveUp(id, `前面的报文没有收到，不再等候（${reason}）。请从缺少的一份起重新发送。`.slice(0, LONGEST_REASON), services.clock())
    const row = (await inbox.find(id))!
    if (!isGivenUp) throw problem(409, 'E_INVALID_STATE', '这份来件已经不在等候。请刷新后查看。')
    await recordChange(services, call, 'inbound.operated', `inbound:${id}`, { act: 'give_up', upperId: row.upperId, version: row.ordinal, reason })
    return { body: presentMessage(row) }
  },

  async readCaseInbound(call) {
    await requireCase(services, call)
    const [messages, materials] = await Promise.all([services.inbound.inbox.ofInstance(call.params.id), services.inbound.inbox.materialsOf(call.params.id)])
    return { body: { messages: messages.map(presentMessage), materials: materials.map(presentMaterial) } }
  },

  async readInboundMessage(call) {
    const { visible } = await requireCase(services, call)
    const row = await services.inbound.inbox.find(call.params.message)
    // a message as it came knows no permissions of fields
    if (row?.instanceId !== call.params.id || !visible.isWhole) throw notFound('来件')
    if (row.data === '') throw problem(409, 'E_INVALID_STATE', '这份来件已过保存期，内容已清除；编号、时间和处理结果仍在。')
    await recordAudit(services, { actor: signedIn(call).userId, action: 'data.read', target: `inbound:${row.id}`, address: call.address, detail: { instanceId: call.params.id } })
    return { body: { message: presentMessage(row), data: withoutReporter(JSON.parse(row.data) as Record<string, unknown>) } }
  },

  async retryInboundMaterial(call) {
    await requireCase(services, call)
    const row = (await services.inbound.inbox.materialsOf(call.params.id)).find(({ id }) => id === call.params.material)
    if (row?.status !== 'failed') throw notFound('没有取到的材料')
    await services.inbound.inbox.putMaterial({ ...row, status: 'waiting', attempts: 0, retryAtMs: services.clock() })
    await recordChange(services, call, 'inbound.operated', `inbound:${row.messageId}`, { act: 'fetch_again', material: row.materialId, instanceId: call.params.id })
    return { body: undefined }
  },
})

/** The body is read here: its sender has signed the bytes as they are. */
async function receive(services: WebServices, call: Pick<ApiCall, 'raw' | 'address'>, channel: string, dataset: string): Promise<{ status: number; body: Readonly<Record<string, string>> }> {
  const { desk } = services.inbound
  try {
    await services.rateLimits.take('inbound', call.address)
    const body = await readBytes(call.raw, BODY_LIMIT)
    const header = (name: string): string => {
      const value = call.raw.headers[name]
      return typeof value === 'string' ? value : ''
    }
    const answer = await desk.receive(channel, dataset, { method: 'POST', path: call.raw.url ?? '', header, body })
    if (answer.body.code === 'R01') await turnAwayStranger(services, call.address, channel, header('x-app-id'))
    return answer
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 413) throw error
    desk.turnAway(channel, 'R02')
    return { status: 413, body: { code: 'R02', success: 'false', reason: '报文超过 1 MB。材料请用引用方式传送。' } }
  }
}

/** Who signs wrongly is written down, and soon waits. */
async function turnAwayStranger(services: WebServices, address: string, channel: string, appId: string): Promise<void> {
  await recordAudit(services, { actor: null, action: 'client.refused', target: appId.slice(0, 100) || null, address, detail: { channel } })
  await services.rateLimits.take('inboundRefused', address)
}

/** What came in is the application itself: people of the case alone. */
const requireCase = (services: WebServices, call: Pick<ApiCall, 'login'> & { params: { id: string } }) => requireFull(services, signedIn(call), call.params.id)

/** Who has asked for confidence stays unnamed here as in the case. */
const withoutReporter = (data: Record<string, unknown>): Record<string, unknown> =>
  data.isConfidential === '1' ? Object.fromEntries(Object.entries(data).map(([name, value]) => [name, name.startsWith('reporter') ? '要求保密' : value])) : data

const wordsOf = (code: string): string => (Object.hasOwn(REASONS, code) ? REASONS[code as ReasonCode] : code)

function presentMessage(row: InboundMessageRow): InboundMessage {
  const { id, channel, kind, upperId, ordinal, status, reasonCode, reason, field, number, instanceId, attempts } = row
  return {
    id, channel, channelName: channelNamed(channel)?.name ?? channel, kind, upperId, version: ordinal, status, reasonCode, reason, field, number, instanceId,
    receivedAt: instant(row.receivedAtMs), settledAt: instantOrNull(row.settledAtMs), attempts,
  }
}

const presentMaterial = ({ id, name, size, status, reason, attachmentId, createdAtMs }: InboundMaterialRow) => ({ id, name, size, status, reason, attachmentId, createdAt: instant(createdAtMs) })
