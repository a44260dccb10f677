import { t } from '../board/board_words.js'

const HOUR_MS = 3_600_000

/** 超 3 小时, 超 2 天: how long ago a limit passed. */
export function lateness(dueAt: string, at: string): string {
  const hours = Math.max(1, Math.floor((Date.parse(at) - Date.parse(dueAt)) / HOUR_MS))
  return hours < 48 ? t('screen.lateHours', { count: hours }) : t('screen.lateDays', { count: Math.floor(hours / 24) })
}
