import type { WorkingRows } from '../working_rows.js'
import { caseNumber, DIVISION } from './case_number.js'

/** Case numbers a server process takes from the counter at a time. */
const BLOCK_SIZE = 50

/** A counter's row: the last number taken. */
interface CounterRow {
  value: number
}

/** What is left of a reserved block: the next number and the last one. */
interface BlockRow {
  next: number
  last: number
}

/**
 * The next 办件编号, from the block this server process has reserved; empty while rows have to be loaded. The counter is locked once
 * in fifty numbers only, and two processes never touch the same block. What a stopped process leaves of its block is a gap.
 */
export function takeCaseNumber(rows: WorkingRows, input: { node: string; departmentCode: string; day: string }): string {
  const sequence = takeFromBlock(rows, input.node, 'case', `${input.departmentCode}/${input.day}`)
  return sequence === null ? '' : caseNumber(input.departmentCode, input.day, sequence)
}

/**
 * The next 事件编号: division 6 + kind 4 (大类 2, 小类 2) + `yyMMdd` + sequence 4 or more, gaps allowed. Empty while rows have to be loaded.
 */
export function takeEventNumber(rows: WorkingRows, input: { node: string; kind: string; day: string }): string {
  const sequence = takeFromBlock(rows, input.node, 'event', input.day)
  return sequence === null ? '' : `${DIVISION}${input.kind}${input.day}${String(sequence).padStart(4, '0')}`
}

function takeFromBlock(rows: WorkingRows, node: string, register: 'case' | 'event', series: string): number | null {
  // blocks of cases came first and have no word of their own
  const blockKey = register === 'case' ? `${node}/${series}` : `${node}/${register}/${series}`
  if (!rows.isLoaded('number_blocks', blockKey)) return null
  const block = rows.get<BlockRow>('number_blocks', blockKey)
  if (block !== null && block.next <= block.last) {
    rows.put<BlockRow>('number_blocks', blockKey, { next: block.next + 1, last: block.last })
    return block.next
  }
  const counterKey = `${register}/${series}`
  const first = (rows.get<CounterRow>('counters', counterKey)?.value ?? 0) + 1
  rows.put<CounterRow>('counters', counterKey, { value: first + BLOCK_SIZE - 1 })
  rows.put<BlockRow>('number_blocks', blockKey, { next: first + 1, last: first + BLOCK_SIZE - 1 })
  return first
}

/**
 * The next 文书编号 of a register, unit and year, without gaps: `长县行审受〔2026〕12号`. The counter row belongs to the transaction that
 * fixes the document's content; a number stays with its document for ever.
 */
export function takeDocumentNumber(
  rows: WorkingRows,
  input: { register: string; unit: string; prefix: string; word: string; year: number },
): string {
  const key = `${input.register}/${input.unit}/${input.year}`
  const value = (rows.get<CounterRow>('counters', key)?.value ?? 0) + 1
  rows.put<CounterRow>('counters', key, { value })
  return `${input.prefix}${input.word}〔${input.year}〕${value}号`
}
