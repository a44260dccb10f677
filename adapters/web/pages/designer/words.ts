import en from '../../locales/designer.en.json'
import zhCN from '../../locales/designer.zh-CN.json'
import { filled, locale } from '../words/translate.js'

export type DesignerWord = keyof typeof zhCN

/** The designer's text for `key` in the pages' language; its tables are loaded with the designer alone. */
export function d(key: DesignerWord, params: Readonly<Record<string, string | number>> = {}): string {
  const table: Record<DesignerWord, string> = locale.value === 'en' ? en : zhCN
  return filled(table[key], params)
}
