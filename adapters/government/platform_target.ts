import type { FactKind } from '#processes/foundation/deliveries/fact'
import type { LedgerEntry, Receipt, SendTools, SettingsProblem, TargetKind, TargetSettings } from '#processes/foundation/deliveries/target'
import { exchange } from './exchange.js'
import { platformMapping, type Platform } from './mapping/platform_mapping.js'
import { membersOf, reasonOf, receiptOfAnswer, textOf, type Members } from './receipt_of_answer.js'
import { keyFault } from './signing/key_fault.js'

export interface PlatformTarget {
  kind: string
  /** For people. */
  name: string
  /** Every version of its tables that a row may have been made by. */
  versions: Readonly<Record<string, Platform>>
  currentMapping: string
  check?(settings: TargetSettings): readonly SettingsProblem[]
}

/** A platform of the province or the city as a kind of target: mapped by its tables, asked for receipts and for its ledger. */
export function platformTarget({ kind, name, versions, currentMapping, check }: PlatformTarget): TargetKind {
  const current = versions[currentMapping]!
  const kinds = kindsByDataSet(current)
  return {
    kind, name, currentMapping,
    takes: [...kinds.values()],
    mappings: Object.fromEntries(Object.entries(versions).map(([version, platform]) => [version, platformMapping(platform)])),
    check: (settings) => [...problemsOf(settings), ...(check?.(settings) ?? [])],
    send: async (message, settings, tools) => receiptOfAnswer(await exchange(message, settings, tools)),
    poll: (messageId, settings, tools) => askForReceipt(`/${current.name}/v1/receipts/${encodeURIComponent(messageId)}`, settings, tools),
    ledger: (date, settings, tools) => readLedger(current.name, kinds, date, settings, tools),
  }
}

const kindsByDataSet = ({ dataSets }: Platform): ReadonlyMap<string, FactKind> =>
  new Map(Object.entries(dataSets).map(([kind, dataSet]) => [dataSet.name, kind as FactKind]))

function problemsOf(settings: TargetSettings): readonly SettingsProblem[] {
  const { url, appId } = settings
  const fault = keyFault(settings)
  return [
    ...(URL.canParse(url) && /^https?:/.test(url) && !/[?#]/.test(url) ? [] : [{ path: 'url', message: '请填写对方接口的网址，以 https:// 或 http:// 开头，不带参数。' }]),
    ...(appId.trim() === '' ? [{ path: 'appId', message: '请填写对方分配的应用标识。' }] : []),
    ...(fault === null ? [] : [{ path: fault.startsWith('SM4') ? 'bodyKey' : 'secret', message: fault }]),
  ]
}

/** The verdict on a message; null = none yet, or nothing that could be read. What never arrived is to be sent again. */
async function askForReceipt(path: string, settings: TargetSettings, tools: SendTools): Promise<Receipt | null> {
  const answer = await exchange({ method: 'GET', path }, settings, tools)
  const members = answer.kind === 'answered' ? membersOf(answer.json) : null
  if (answer.kind === 'failed' || members === null) return null
  if (answer.status === 404 && members.code === '1013') return { kind: 'retry', code: '1013', reason: '对方没有收到这条信息，将重新发送。' }
  const receipt = answer.status === 200 && members.code === '0' ? membersOf(members.receipt) : null
  return receipt === null ? null : receiptOfVerdict(receipt)
}

/** A receipt as the platform writes it, asked for or sent by itself; null = no verdict yet, or none that this document knows. */
export function receiptOfVerdict(receipt: Members): Receipt | null {
  const upperId = textOf(receipt.upperId)
  const { status } = receipt
  if (status === 'accepted' || status === 'confirmed') return { kind: status, ...(upperId ? { upperId } : {}) }
  return status === 'rejected' ? { kind: 'rejected', code: textOf(receipt.refusalCode) || 'REJECTED', reason: reasonOf(receipt) } : null
}

const LEDGER_PAGE = 1000

/** All of a day, page by page. A ledger that cannot be read is an error: half of one would show differences that are none. */
async function readLedger(
  platform: string, kinds: ReadonlyMap<string, FactKind>, date: string, settings: TargetSettings, tools: SendTools,
): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = []
  const seen = new Set<string>()
  for (let after = ''; ;) {
    const path = `/${platform}/v1/ledger?date=${date}&limit=${LEDGER_PAGE}${after ? `&after=${encodeURIComponent(after)}` : ''}`
    const answer = await exchange({ method: 'GET', path }, settings, tools)
    const page = answer.kind === 'answered' ? membersOf(answer.json) : null
    if (answer.kind === 'failed') throw new Error(answer.reason)
    if (answer.status !== 200 || page?.code !== '0' || !Array.isArray(page.entries)) throw new Error(`对方没有给出 ${date} 的台账（应答 ${answer.status}）。请稍后再对账。`)
    entries.push(...page.entries.flatMap((entry: unknown) => ledgerEntry(entry, kinds)))
    after = textOf(page.next)
    if (after === '') return entries
    if (seen.has(after)) throw new Error(`对方的 ${date} 台账翻页有误，一再给出同一页。请与对方核对接口。`)
    seen.add(after)
  }
}

/** One line of a ledger; none where there is no verdict yet. */
function ledgerEntry(entry: unknown, kinds: ReadonlyMap<string, FactKind>): LedgerEntry[] {
  const members = membersOf(entry)
  const status = members?.status
  if (members === null || (status !== 'accepted' && status !== 'confirmed' && status !== 'rejected')) return []
  const dataSet = textOf(members.dataset)
  return [{ messageId: textOf(members.messageId), kind: kinds.get(dataSet) ?? dataSet, number: textOf(members.number), status }]
}
