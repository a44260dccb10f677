import { toWallClock } from '#engine/time/wall_clock'
import { formatted, misfit, type Format } from './formatted.js'

/** The three of GB/T 39046—2020, and what else is spoken above. Local time of Asia/Shanghai. */
export type TimePattern = 'YYYYMMDDThhmmss' | 'YYYYMMDDhhmmss' | 'YYYYMMDDhh:mm:ss' | 'YYYY-MM-DD hh:mm:ss' | 'YYYY-MM-DDThh:mm:ss+08:00' | 'YYYYMMDD' | 'YYYY-MM-DD'

const TOKEN = /YYYY|MM|DD|hh|mm|ss/g

/** An instant in a pattern. The years it can write are 0000 to 9999. */
export function timeText(atMs: number, pattern: TimePattern): string {
  const { year, month, day, hour, minute, second } = toWallClock(atMs)
  const parts: Readonly<Record<string, number>> = { YYYY: year, MM: month, DD: day, hh: hour, mm: minute, ss: second }
  return pattern.replace(TOKEN, (token) => String(parts[token]).padStart(token.length, '0'))
}

/** An instant of ours (epoch milliseconds). */
export const time = (pattern: TimePattern): Format => (value) => {
  const isInstant = typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < Date.UTC(9999, 11, 31)
  return isInstant ? formatted(timeText(value, pattern)) : misfit('不是有效的时间')
}
