import { filled, hasText, locale, t, type MessageKey } from './translate.js'

export interface OwnWords<Own extends string> {
  /** The text for `key` in the pages' language: the area's own, or one of all pages. */
  t(this: void, key: Own | MessageKey, params?: Readonly<Record<string, string | number>>): string
  /** Whether a key made at run time (`role.` + id) has a text. */
  hasText(this: void, key: string): key is Own | MessageKey
}

/**
 * The words of an area whose tables are loaded with its pages, not with the first screen: its own, and those of all pages.
 * The English table must have every key of the Chinese one.
 */
export function withOwnWords<Own extends string>(zhCN: Readonly<Record<Own, string>>, en: Readonly<Record<Own, string>>): OwnWords<Own> {
  const isOwn = (key: string): key is Own => Object.hasOwn(zhCN, key)
  return {
    t: (key, params = {}) => (isOwn(key) ? filled((locale.value === 'en' ? en : zhCN)[key], params) : t(key, params)),
    hasText: (key): key is Own | MessageKey => isOwn(key) || hasText(key),
  }
}
