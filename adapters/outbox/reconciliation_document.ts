import type { Block } from '#forms/documents/blocks'
import { STATUS_NAMES } from '#processes/foundation/deliveries/delivery'
import { FACT_NAMES } from '#processes/foundation/deliveries/fact'
import type { Difference, Reconciliation } from '#processes/foundation/deliveries/ports'
import { DAY_MS, dateText, dayNumber, startOfDayMs } from '#processes/foundation/calendar/local_time'

const DIFFERENCE_NAMES: Readonly<Record<Difference['kind'], string>> = { missing_above: '对方没有', missing_here: '本方没有', status_differs: '状态不一致' }

/** 对账单: counts a kind, every difference, the signatures. No personal data: numbers and keys alone. */
export function reconciliationDocument({ date, takenAtMs, counts, differences }: Reconciliation, targetName: string): Block[] {
  const title = `${targetName}对账单（${date}）`
  const sum = (side: 'ours' | 'theirs') => counts.reduce((total, count) => total + count[side], 0)
  const number = (name: string) => ({ title: name, width: 16, align: 'right' as const })
  return [
    { kind: 'header', left: title, right: '数据推送对账' },
    { kind: 'footer', left: `${dateText(dayNumber(takenAtMs))} ${timeOf(takenAtMs)} 核对`, pageNumbers: true },
    { kind: 'title', text: title },
    {
      kind: 'table', columns: [{ title: '类别', width: 40 }, number('本方（件）'), number('对方（件）'), number('相差')],
      rows: [...counts.map(({ kind, ours, theirs }) => [FACT_NAMES[kind], String(ours), String(theirs), String(ours - theirs)]), ['合计', String(sum('ours')), String(sum('theirs')), String(sum('ours') - sum('theirs'))]],
      emptyText: '这一天没有推送',
    },
    { kind: 'title', level: 2, text: '差异' },
    {
      kind: 'table', columns: [{ title: '差异', width: 14 }, { title: '类别', width: 12 }, { title: '编号', width: 28 }, { title: '报文编号', width: 30 }, { title: '本方', width: 10 }, { title: '对方', width: 10 }],
      rows: differences.map(differenceRow), emptyText: '两方逐件一致，没有差异',
    },
    { kind: 'spacer', lines: 1 },
    { kind: 'fieldTable', columns: 4, fields: ['核对人', '复核人', '负责人签字', '日期'].map((label) => ({ label, value: '' })) },
  ]
}

/** `09:05`. */
const timeOf = (atMs: number): string => new Date((atMs - startOfDayMs(dayNumber(atMs))) % DAY_MS).toISOString().slice(11, 16)

const THEIR_NAMES = { accepted: '已接收', confirmed: '已确认', rejected: '被退回' } as const

function differenceRow(one: Difference): string[] {
  const name = DIFFERENCE_NAMES[one.kind]
  if (one.kind === 'missing_here') return [name, one.entry.kind, one.entry.number, one.entry.messageId, '—', THEIR_NAMES[one.entry.status]]
  return [name, FACT_NAMES[one.fact], one.number, one.delivery, STATUS_NAMES[one.ours], one.kind === 'missing_above' ? '—' : THEIR_NAMES[one.theirs]]
}
