import en from '../../locales/sensors.en.json'
import zhCN from '../../locales/sensors.zh-CN.json'
import { locale, t as common, type MessageKey } from '../words/translate.js'

type SensorWord = keyof typeof zhCN

const isOwn = (key: string): key is SensorWord => Object.hasOwn(zhCN, key)

/** The text for `key` in the pages' language, of the sensors or of all pages; the sensors' tables are loaded with their pages alone. */
export function t(key: SensorWord | MessageKey, params: Readonly<Record<string, string | number>> = {}): string {
  if (!isOwn(key)) return common(key, params)
  const table: Record<SensorWord, string> = locale.value === 'en' ? en : zhCN
  return table[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}
