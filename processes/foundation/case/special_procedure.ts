import { resumeClock, stopClock, type ClockGround } from '../clocks/legal_clock.js'
import { evaluateDeclared, textOf } from '../manifest/declared_value.js'
import type { ProcedureDeclaration } from '../manifest/manifest.js'
import { calendarOf, type Clocks } from './case_clocks.js'
import type { CaseItemRow, ItemProcedure } from './case_rows.js'
import { actorOf, refuse, scopeOf, type CaseStep } from './case_step.js'

/** 特别程序 of an item: what its life-cycle events `begin` and `end` do to record and clocks. Any other event changes nothing. */
export function applyProcedure(on: CaseStep, row: CaseItemRow, event: string): CaseItemRow {
  const events = on.declaration.procedures
  if (events === null) return row
  if (events.begin.includes(event)) return beginProcedure(on, row)
  return events.end.includes(event) ? endProcedure(on, row, on.step.nowMs) : row
}

/**
 * After tokens were moved back or on (退回, 撤回, 跳转): a procedure that was begun on a way taken back is over, and one whose end was taken
 * back goes on. The time between stays as it was counted.
 */
export function rewindProcedure(on: CaseStep, row: CaseItemRow): CaseItemRow {
  const rewound = on.step.events.find(({ type }) => type === 'LifecycleRewound')
  const events = on.declaration.procedures
  if (rewound?.type !== 'LifecycleRewound' || events === null || row.procedures === undefined) return row
  const count = (among: readonly string[]) => rewound.names.filter((name) => among.includes(name)).length
  const shouldBeOpen = count(events.begin) > count(events.end)
  const last = openProcedure(row)
  if (last !== null && !shouldBeOpen) return endProcedure(on, row, on.step.nowMs)
  const ended = row.procedures.at(-1)
  return last === null && shouldBeOpen && ended !== undefined ? openAgain(on, row, ended) : row
}

/** The procedure that runs now; null = none. */
export function openProcedure(row: CaseItemRow): ItemProcedure | null {
  const last = row.procedures?.at(-1)
  return last !== undefined && last.endedAtMs === null ? last : null
}

/** Closes the record of a procedure whose item has ended. */
export function closeProcedure(row: CaseItemRow, nowMs: number): CaseItemRow {
  return openProcedure(row) === null ? row : withLast(row, { endedAtMs: nowMs })
}

const proceduresOf = (on: CaseStep, { code }: CaseItemRow): readonly ProcedureDeclaration[] => on.manifest.items.find((item) => item.code === code)?.procedures ?? []

function beginProcedure(on: CaseStep, row: CaseItemRow): CaseItemRow {
  const { kind, days, reason } = on.declaration.procedures!
  const { nowMs } = on.step
  const scope = scopeOf(on)
  const chosen = textOf(kind, scope, nowMs)
  const declared = proceduresOf(on, row).find((procedure) => procedure.kind === chosen)
  if (declared === undefined) {
    const known = proceduresOf(on, row).map((procedure) => procedure.kind).join('、')
    if (known === '') return refuse(on, `“${row.name}”没有可以启动的特别程序。请选择其他办理结果。`, row)
    return refuse(on, `“${row.name}”没有名为“${chosen}”的特别程序，可以启动的是：${known}。请重新选择。`, row)
  }
  if (openProcedure(row) !== null) return refuse(on, `特别程序“${openProcedure(row)!.kind}”还没有结束，不能再启动一个。请先办结它。`, row)
  const told = Number(evaluateDeclared(days, scope, nowMs))
  const begun: ItemProcedure = {
    ...declared, reason: textOf(reason, scope, nowMs), days: Number.isInteger(told) && told > 0 ? told : null, beganAtMs: nowMs, endedAtMs: null, notice: null, by: actorOf(on),
  }
  return withClocksStopped(on, { ...row, procedures: [...(row.procedures ?? []), begun] }, begun)
}

function endProcedure(on: CaseStep, row: CaseItemRow, nowMs: number): CaseItemRow {
  const open = openProcedure(row)
  if (open === null) return row
  const ended = withLast(row, { endedAtMs: nowMs })
  return open.stopsClock ? { ...ended, ...mapClocks(ended, (clock) => resumeClock(clock, nowMs, `${open.kind}结束`, calendarOf(on.county, row.department))) } : ended
}

function openAgain(on: CaseStep, row: CaseItemRow, procedure: ItemProcedure): CaseItemRow {
  return withClocksStopped(on, withLast(row, { endedAtMs: null }), procedure)
}

function withClocksStopped(on: CaseStep, row: CaseItemRow, { kind, stopsClock, notice, by }: ItemProcedure): CaseItemRow {
  if (!stopsClock) return row
  const ground: ClockGround = { atMs: on.step.nowMs, reason: kind, evidence: notice, approver: by }
  return { ...row, ...mapClocks(row, (clock) => stopClock(clock, ground, calendarOf(on.county, row.department))) }
}

const withLast = (row: CaseItemRow, change: Partial<ItemProcedure>): CaseItemRow => ({
  ...row,
  procedures: (row.procedures ?? []).map((one, index, all) => (index === all.length - 1 ? { ...one, ...change } : one)),
})

/** Both limits after the same change; one that never began stays null. */
export function mapClocks({ promised, legal }: Clocks, change: (clock: NonNullable<Clocks['promised']>) => Clocks['promised']): Clocks {
  return { promised: promised && change(promised), legal: legal && change(legal) }
}
