import type { JournalLine } from '../api/types.js'
import { hasText, t } from './operations_words.js'

/** What a journal row did, without what stood in it: `产生任务（审批处）；环节完成（提出处）`. */
export function eventWords(line: JournalLine): string {
  const words = line.events.map(({ type, elementName }) => {
    const key = `operations.event.${type}`
    const word = hasText(key) ? t(key) : t('operations.event.other')
    return elementName ? t('operations.eventAt', { event: word, element: elementName }) : word
  })
  return [...new Set(words)].join(t('audit.semicolon'))
}
