import { reactive } from 'vue'
import { useLocale, type Locale } from '../words/translate.js'

/** How this person likes the pages on this device. */
export interface Appearance {
  theme: 'light' | 'dark'
  text: 'normal' | 'large'
  locale: Locale
  navigation: 'wide' | 'narrow'
}

const STORED_AS = 'xingliu.appearance'

export const appearance = reactive<Appearance>({ theme: 'light', text: 'normal', locale: 'zh-CN', navigation: 'wide' })

function stored(): Partial<Appearance> {
  try {
    return JSON.parse(localStorage.getItem(STORED_AS) ?? '{}') as Partial<Appearance>
  } catch {
    return {}
  }
}

async function show(): Promise<void> {
  document.documentElement.dataset.theme = appearance.theme
  document.documentElement.dataset.text = appearance.text
  await useLocale(appearance.locale)
}

/** Applies what was chosen on this device before the first page is drawn. */
export async function restoreAppearance(): Promise<void> {
  const former = stored()
  if (former.theme === 'dark') appearance.theme = 'dark'
  if (former.text === 'large') appearance.text = 'large'
  if (former.locale === 'en') appearance.locale = 'en'
  if (former.navigation === 'narrow') appearance.navigation = 'narrow'
  await show()
}

export async function changeAppearance(change: Partial<Appearance>): Promise<void> {
  Object.assign(appearance, change)
  localStorage.setItem(STORED_AS, JSON.stringify(appearance))
  await show()
}
