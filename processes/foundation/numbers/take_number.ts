import type { WorkingRows } from '../working_rows.js'
import { caseNumber } from './case_number.js'

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
  const blockKey = `${input.node}/${input.departmentCode}/${input.day}`
  if (!rows.isLoaded('number_blocks', blockKey)) return ''
  const block = rows.get<BlockRow>('number_blocks', blockKey)
  if (block !== null && block.next <= block.last) {
    rows.put<BlockRow>('number_blocks', blockKey, { next: block.next + 1, last: block.last })
    return caseNumber(input.departmentCode, input.day, block.next)
  }
  const counterKey = `case/${input.departmentCode}/${input.day}`
  const first = (rows.get<CounterRow>('counters', counterKey)?.value ?? 0) + 1
  rows.put<CounterRow>('counters', counterKey, { value: first + BLOCK_SIZE - 1 })
  rows.put<BlockRow>('number_blocks', blockKey, { next: first + 1, last: first + BLOCK_SIZE - 1 })
  return caseNumber(input.departmentCode, input.day, first)
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
