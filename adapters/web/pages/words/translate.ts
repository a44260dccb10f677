import { ref } from 'vue'
import zhCN from '../../locales/zh-CN.json'

export type Locale = 'zh-CN' | 'en'
export type MessageKey = keyof typeof zhCN

const tables: Partial<Record<Locale, Record<MessageKey, string>>> = { 'zh-CN': zhCN }

/** What the server refuses, in English, by its code; its own sentences are Chinese. */
let refusals: Readonly<Record<string, string>> = {}

/** The language of the pages; reading it in a template or computed value makes that follow a switch. */
export const locale = ref<Locale>('zh-CN')

/** Loads the language's table when it is not there yet, then switches every page to it. */
export async function useLocale(wanted: Locale): Promise<void> {
  if (wanted === 'en' && !tables.en) {
    const [words, sentences] = await Promise.all([import('../../locales/en.json'), import('../../locales/refusals.en.json')])
    tables.en = words.default
    refusals = sentences.default
  }
  locale.value = wanted
  document.documentElement.lang = wanted
}

/** The text with each `{name}` in it replaced by its value; a name without a value stays as it is. */
export function filled(text: string, params: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}

/** The text for `key` in the current language, `{name}` filled from `params`. */
export function t(key: MessageKey, params: Readonly<Record<string, string | number>> = {}): string {
  return filled((tables[locale.value] ?? zhCN)[key], params)
}

/** Whether a key made at run time (`role.` + id) has a text of its own. */
export function hasText(key: string): key is MessageKey {
  return Object.hasOwn(zhCN, key)
}

/** The refusal of this code in the language of the pages; null = let the server's own sentence stand. */
export const refusalText = (code: string): string | null => (locale.value === 'en' ? (refusals[code] ?? null) : null)
