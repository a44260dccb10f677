import { reactive } from 'vue'
import { t } from '../words/translate.js'

const STORED_AS = 'xingliu.phrases'
const MOST = 12

function stored(): string[] {
  try {
    const phrases: unknown = JSON.parse(localStorage.getItem(STORED_AS) ?? 'null')
    if (Array.isArray(phrases)) return phrases.filter((phrase) => typeof phrase === 'string').slice(0, MOST)
  } catch {
    // Unreadable: begin again with the usual ones.
  }
  return [t('phrase.agree'), t('phrase.complete'), t('phrase.submit')]
}

/** What this person likes to write as an opinion, kept on this device. */
export const phrases = reactive<string[]>(stored())

function keep(): void {
  localStorage.setItem(STORED_AS, JSON.stringify(phrases))
}

export function addPhrase(text: string): void {
  const phrase = text.trim().slice(0, 100)
  if (!phrase || phrases.includes(phrase)) return
  phrases.unshift(phrase)
  phrases.splice(MOST)
  keep()
}

export function removePhrase(phrase: string): void {
  const index = phrases.indexOf(phrase)
  if (index >= 0) phrases.splice(index, 1)
  keep()
}
