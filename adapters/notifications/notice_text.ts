import Handlebars from 'handlebars'
import type { Telling } from '#processes/foundation/notices/notice'
import { DEFAULT_TEMPLATES, type NoticeTemplate, type NoticeTemplates } from '#processes/foundation/notices/templates'

const compiled = new Map<string, Handlebars.TemplateDelegate>()
/** Texts are few; should somebody make thousands, they are compiled anew. */
const MOST_KEPT = 1_000

const DRILL = '【演练】'
const LONGEST = 300

/** The words of a notice, by the business's own text, the administrator's, or the house's; a text that does not work falls back to the next. */
export function noticeText(telling: Pick<Telling, 'kind' | 'words' | 'isDrill'>, templates: readonly NoticeTemplates[]): NoticeTemplate {
  for (const one of [...templates, DEFAULT_TEMPLATES]) {
    const template = one[telling.kind]
    const text = template && filled(template, telling)
    if (text) return { title: `${telling.isDrill ? DRILL : ''}${text.title}`, line: text.line }
  }
  return { title: telling.kind, line: '' }
}

function filled({ title, line }: NoticeTemplate, { words }: Pick<Telling, 'words'>): NoticeTemplate | null {
  try {
    return { title: render(title, words), line: render(line, words) }
  } catch {
    return null
  }
}

/** Conditions and names are all a text may use: loops within loops take for ever, and a log is no place for cases. */
const PLAIN = { each: false, with: false, log: false, lookup: false }

/** One line of plain text. Throws on a template that is none. */
export function render(text: string, words: object): string {
  let template = compiled.get(text)
  if (!template) {
    if (compiled.size >= MOST_KEPT) compiled.clear()
    template = Handlebars.compile(text, { noEscape: true, strict: false, knownHelpersOnly: true, knownHelpers: PLAIN })
    compiled.set(text, template)
  }
  return template(words).replace(/\s+/g, ' ').trim().slice(0, LONGEST)
}
