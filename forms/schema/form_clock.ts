import { evaluate } from '@bpmn-io/feelin'

/** 长沙县 lives at UTC+8 without summer time. */
const OFFSET_MS = 8 * 3_600_000

/** The calendar date in Asia/Shanghai, `2026-11-22`. */
export function localDate(nowMs: number): string {
  return new Date(nowMs + OFFSET_MS).toISOString().slice(0, 10)
}

/** The clock in Asia/Shanghai, `2026-11-22T09:30:00+08:00`. */
export function localDateTime(nowMs: number): string {
  return `${new Date(nowMs + OFFSET_MS).toISOString().slice(0, 19)}+08:00`
}

/** FEEL's `today()`: a FEEL date, so that it compares with `date("…")`. */
export function feelToday(nowMs: number): unknown {
  return evaluate(`date("${localDate(nowMs)}")`).value
}

/** FEEL's `now()`. */
export function feelNow(nowMs: number): unknown {
  return evaluate(`date and time("${localDateTime(nowMs)}")`).value
}
