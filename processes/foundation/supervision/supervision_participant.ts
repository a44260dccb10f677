import type { Participant, Reaction, StepRecord } from '#engine/runtime/participant'

import { isObject } from '../manifest/json_reader.js'
import { WorkingRows } from '../working_rows.js'
import { CARD_CORRECTED, CARDS_TABLE, SUPERVISION_PROCESS, type CardRecord, type CardRow, type CardState } from './card.js'

const NOTHING: Reaction = { kind: 'accepted', changes: [] }

/** Brings the cards in line with what is said of them: a 纠正 noted on the case, and what becomes of their 督办. A card is never taken away. */
export function createSupervisionParticipant(): Participant {
  const react = (step: StepRecord, rows: WorkingRows): Reaction => {
    const isSupervision = step.state.processId === SUPERVISION_PROCESS
    if (!isSupervision && !step.events.some((event) => event.type === 'FactNoted' && event.fact === CARD_CORRECTED)) return NOTHING
    const changed = isSupervision ? followSupervision(step, rows) : correctCards(step, rows)
    if (changed !== null) return { kind: 'rejected', rejection: { code: 'NOT_FOUND', message: changed } }
    return { kind: 'accepted', changes: rows.isComplete ? rows.changes() : [], ...(isSupervision ? { searchColumns: describe(step) } : {}) }
  }
  return {
    name: 'supervision',
    reads(step, loaded) {
      const rows = new WorkingRows(loaded)
      react(step, rows)
      return rows.wanted()
    },
    react: (step, loaded) => react(step, new WorkingRows(loaded)),
  }
}

/** 纠正: a record beside the card; null = noted, else why not. */
function correctCards(step: StepRecord, rows: WorkingRows): string | null {
  for (const event of step.events) {
    if (event.type !== 'FactNoted' || event.fact !== CARD_CORRECTED) continue
    const card = rows.get<CardRow>(CARDS_TABLE, event.ref)
    if (card === null) {
      if (rows.isComplete) return '没有这张红黄牌。请刷新列表后重试。'
      continue
    }
    addRecord(step, rows, card, { kind: 'correction', text: String(event.values.text ?? '') }, 'corrected')
  }
  return null
}

function followSupervision(step: StepRecord, rows: WorkingRows): null {
  const { card: told, cause, measures } = step.state.data
  const key = isObject(told) && typeof told.key === 'string' ? told.key : null
  const card = key === null ? null : rows.get<CardRow>(CARDS_TABLE, key)
  if (card === null) return null
  for (const event of step.events) {
    if (event.type === 'InstanceStarted') rows.put<CardRow>(CARDS_TABLE, card.key, { ...card, supervisionInstanceId: step.state.instanceId })
    if (event.type !== 'LifecycleEventEmitted') continue
    if (event.name === 'CARD_ANSWERED') addRecord(step, rows, card, { kind: 'answer', text: `原因：${String(cause ?? '')} 措施：${String(measures ?? '')}` }, 'answered')
    if (event.name === 'CARD_CLOSED') addRecord(step, rows, card, { kind: 'closed', text: '督办办结' }, 'closed')
  }
  return null
}

function addRecord(step: StepRecord, rows: WorkingRows, card: CardRow, record: Pick<CardRecord, 'kind' | 'text'>, state: CardState): void {
  const by = step.actor.kind === 'user' ? step.actor.id : 'system'
  rows.put<CardRow>(CARDS_TABLE, card.key, { ...card, state, records: [...card.records, { ...record, atMs: step.nowMs, by }] })
}

/** What lists show of a 督办. */
function describe({ state: { data } }: StepRecord): { title?: string; number?: string } {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  return { title: `督办：${text(data.caseTitle)}`, ...(text(data.caseNumber) === '' ? {} : { number: text(data.caseNumber) }) }
}
