import { checkFields } from '../checks/check_fields.js'
import { checkEnvelope, isFault } from '../checks/check_envelope.js'
import { checkSignature, readBody, type Arrived, type TransportContext } from '../checks/check_transport.js'
import { PLATFORMS } from '../interface/datasets.js'
import { fault, FAULTS, type Fault, type FaultKind } from '../interface/faults.js'
import type { Dataset, PlatformName } from '../interface/field.js'
import { receiptOf, statusOf, type Entry } from '../ledger/ledger.js'
import { chanceOf, MODES, treatmentOf, type Treatment } from './behaviour.js'
import type { Desk } from './desk.js'
import type { PlatformSettings } from './settings.js'

export interface Answer {
  status: number
  body: unknown
  headers?: Readonly<Record<string, string>>
}

const RETRY_AFTER_S = '1'

export function refusal({ code, reason, field }: Fault): Answer {
  const { status, again } = FAULTS[code] as FaultKind
  return { status, body: { code, success: 'false', reason, ...(field === null ? {} : { field }) }, ...(again === 'wait' ? { headers: { 'retry-after': RETRY_AFTER_S } } : {}) }
}

/** What transport is held against for a platform. */
export const transportOf = (desk: Desk, platform: PlatformName): TransportContext => {
  const { algorithms, encryption } = desk.settings.platforms[platform]
  return { credentials: desk.credentials, algorithms, encryption, nowMs: desk.clock.nowMs(), nonces: desk.nonces }
}

/** Takes or refuses one message; `treatment` says how the answer is spoilt on its way. */
export function receive(desk: Desk, dataset: Dataset, arrived: Arrived): { answer: Answer; treatment: Treatment | null } {
  const refuse = (found: Fault, messageId: string | null = null) => {
    desk.ledger.noteRefusal(arrived.path, found.code, messageId, desk.clock.nowMs())
    return { answer: refusal(found), treatment: null }
  }
  const settings = desk.settings.platforms[dataset.platform]
  if (settings.isDown) return refuse(fault('1016'))
  if (isTooMuch(desk, dataset.platform, settings)) return refuse(fault('1015'))
  const transport = transportOf(desk, dataset.platform)
  const read = checkSignature(arrived, transport) ?? readBody(arrived, transport)
  if (isFault(read)) return refuse(read)
  const message = checkEnvelope(read.json, dataset, desk.settings.endedVersions)
  if (isFault(message)) return refuse(message)
  const arrival = (desk.arrivals.get(message.messageId) ?? 0) + 1
  desk.arrivals.set(message.messageId, arrival)
  const treatment = treatmentOf(desk.settings.behaviour, { platform: dataset.platform, dataset: dataset.name, messageId: message.messageId }, arrival)
  if (!MODES[treatment.mode].isTaken) return { answer: { status: 200, body: null }, treatment }
  const context = { charset: PLATFORMS[dataset.platform].charset, nowMs: transport.nowMs }
  const formFault = checkFields(dataset.versions[message.version]!, message.data, 'data', context)
  const number = message.data[dataset.number]
  const taken = desk.ledger.take(
    { platform: dataset.platform, dataset: dataset.name, ...message, number: typeof number === 'string' ? number.slice(0, 64) : '', formFault },
    transport.nowMs, (messageId) => timingOf(settings, messageId, transport.nowMs),
  )
  if (taken.kind === 'other') return { ...refuse(fault('2008', '', 'messageId'), message.messageId), treatment }
  if (taken.kind === 'new') desk.receiptCalls.plan(taken.entry)
  return { answer: answerTo(taken.entry, transport.nowMs), treatment }
}

function isTooMuch({ recent, clock }: Desk, platform: string, { perSecond }: PlatformSettings): boolean {
  if (perSecond === null) return false
  const nowMs = clock.nowMs()
  const lately = (recent.get(platform) ?? []).filter((atMs) => nowMs - atMs < 1_000)
  const isOver = lately.length >= perSecond
  recent.set(platform, isOver ? lately : [...lately, nowMs])
  return isOver
}

const between = ([least, most]: readonly [number, number], chance: number): number => least + Math.floor((most - least) * chance)

function timingOf(settings: PlatformSettings, messageId: string, nowMs: number): { revealAtMs: number; confirmAtMs: number | null } {
  const revealAtMs = settings.receipt === 'sync' ? nowMs : nowMs + between(settings.delayMs, chanceOf('verdict', messageId))
  return { revealAtMs, confirmAtMs: settings.confirms ? revealAtMs + between(settings.confirmDelayMs, chanceOf('confirm', messageId)) : null }
}

function answerTo(entry: Entry, nowMs: number): Answer {
  const status = statusOf(entry, nowMs)
  if (status === 'queued') return { status: 202, body: { code: '0', success: 'true', status } }
  const { verdict } = entry
  if (verdict.status === 'rejected') return refusal({ ...verdict, code: verdict.code as Fault['code'] })
  return { status: 200, body: { code: '0', success: 'true', status, upperId: verdict.upperId } }
}

/** The receipt asked for, whoever the platform is; ids of other platforms are unknown here. */
export function receiptAsked(desk: Desk, platform: string, messageId: string): Answer {
  const entry = desk.ledger.find(messageId)
  if (entry === undefined || entry.platform !== platform) return refusal(fault('1013', messageId))
  return { status: 200, body: { code: '0', success: 'true', receipt: receiptOf(entry, desk.clock.nowMs()) } }
}
