import { filled, locale, t, type MessageKey } from './translate.js'

/**
 * The `t` of an area whose tables are loaded with its pages, not with the first screen: the area's own words, and those of all pages.
 * The English table must have every key of the Chinese one.
 */
export function withOwnWords<Own extends string>(zhCN: Readonly<Record<Own, string>>, en: Readonly<Record<Own, string>>) {
  const isOwn = (key: Own | MessageKey): key is Own => Object.hasOwn(zhCN, key)
  return (key: Own | MessageKey, params: Readonly<Record<string, string | number>> = {}): string =>
    isOwn(key) ? filled((locale.value === 'en' ? en : zhCN)[key], params) : t(key, params)
}
