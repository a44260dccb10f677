import { writeDateTime } from '../checks/read_date.js'
import { datasetOf, DATASETS, PLATFORMS } from '../interface/datasets.js'
import { FAULTS } from '../interface/faults.js'
import type { PlatformName } from '../interface/field.js'
import { receiptOf, statusOf, type Entry } from '../ledger/ledger.js'
import type { Desk } from './desk.js'

const STATUS_WORDS = { queued: '待定', accepted: '已接收', confirmed: '已入库', rejected: '已退回' } as const
const SENT_WORDS: Readonly<Record<string, string>> = { applications: '网上申请', tickets: '工单', dispatches: '派发', corrections: '更正', withdrawals: '撤回' }
const LAST = 30
const LETTERS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const plain = (text: string): string => text.replace(/[&<>"]/g, (letter) => LETTERS[letter]!)
const row = (cells: readonly string[]): string => `<tr>${cells.map((cell) => `<td>${plain(cell)}</td>`).join('')}</tr>`
const table = (heads: readonly string[], rows: readonly string[][]): string =>
  rows.length === 0 ? '<p>还没有。</p>' : `<div class="wide"><table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead><tbody>${rows.map(row).join('')}</tbody></table></div>`

/** The operator's page: what came, what became of it, what was refused, what was sent down. */
export function renderOverview(desk: Desk): string {
  const { ledger, clock, settings } = desk
  const nowMs = clock.nowMs()
  const entries = ledger.entries()
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>上级平台仿真</title>
<style>body{font-family:sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#222}table{border-collapse:collapse;width:100%;font-size:.9rem}td,th{border:1px solid #ccc;padding:.3rem .5rem;text-align:left;vertical-align:top}th{background:#f3f5f8}.wide{overflow-x:auto}</style></head><body>
<h1>上级平台仿真</h1><p>用于联调和测试，不是真实的省、市平台。平台时间 ${writeDateTime(nowMs)}；县级接收地址 ${plain(settings.countyBase ?? '未设置')}。</p>
<h2>台账</h2>${table(['平台', '数据集', ...Object.values(STATUS_WORDS), '重复到达'], countRows(entries, nowMs))}
<h2>最近收到</h2>${table(['时间', '平台', '数据集', '编号', '状态', '说明'], entries.slice(-LAST).toReversed().map((entry) => lastRow(entry, nowMs)))}
<h2>拒收（签名、信封）</h2>${table(['错误代码', '含义', '次数'], Object.entries(ledger.refusals()).map(([code, count]) => [code, (FAULTS[code as keyof typeof FAULTS]?.zh ?? '').replaceAll('{}', ''), String(count)]))}
<h2>下发</h2>${table(['时间', '平台', '类别', '最后答复'], ledger.sent().slice(-LAST).toReversed().map(({ atMs, platform, dataset, answers }) => [writeDateTime(atMs), PLATFORMS[platform as PlatformName].zh, SENT_WORDS[dataset] ?? dataset, answerWords(answers.at(-1))]))}
</body></html>`
}

const answerWords = (answer: { status: number; answer: string } | undefined): string => (answer === undefined ? '等待答复' : `${answer.status || '无应答'} ${answer.answer.slice(0, 200)}`)

function countRows(entries: readonly Entry[], nowMs: number): string[][] {
  return DATASETS.flatMap(({ platform, name, zh }) => {
    const own = entries.filter((entry) => entry.platform === platform && entry.dataset === name)
    const count = (status: string) => String(own.filter((entry) => statusOf(entry, nowMs) === status).length)
    return own.length === 0 ? [] : [[PLATFORMS[platform].zh, zh, ...Object.keys(STATUS_WORDS).map(count), String(own.reduce((sum, { arrivals }) => sum + arrivals - 1, 0))]]
  })
}

function lastRow(entry: Entry, nowMs: number): string[] {
  const { status, reason = '', upperId = '' } = receiptOf(entry, nowMs)
  const { zh } = datasetOf(entry.platform, entry.dataset)!
  return [writeDateTime(entry.receivedAtMs), PLATFORMS[entry.platform as PlatformName].zh, zh, entry.number, STATUS_WORDS[status as keyof typeof STATUS_WORDS], reason || upperId]
}
