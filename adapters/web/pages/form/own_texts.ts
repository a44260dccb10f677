import { t, type MessageKey } from '../words/translate.js'

/**
 * The viewer has no translations. These are its own texts, each with the place it stands at: only exactly this text at exactly
 * this place is replaced, so that a label which a designer wrote in English stays as written.
 */
const TEXTS: readonly { at: string; from: RegExp; words: MessageKey }[] = [
  { at: '.fjs-select-display.fjs-select-placeholder', from: /^Select$/, words: 'form.select' },
  { at: '.fjs-repeat-render-add', from: /^Add new$/, words: 'form.add' },
  { at: '.fjs-repeat-render-collapse', from: /^Collapse$/, words: 'form.collapse' },
  { at: '.fjs-repeat-render-collapse', from: /^Expand all \((?<count>\d+)\)$/, words: 'form.expand' },
  { at: '.fjs-dropdownlist-empty', from: /^No results$/, words: 'form.noResults' },
  { at: '.fjs-table-wrapper, .fjs-form-field-table', from: /^Nothing to show\.$/, words: 'form.nothing' },
]

const ATTRIBUTES: readonly { at: string; name: string; from: RegExp; words: MessageKey }[] = [
  { at: '.fjs-form-field-select input', name: 'placeholder', from: /^Search$/, words: 'form.search' },
  { at: '.fjs-form-field-taglist input', name: 'placeholder', from: /^Search$/, words: 'form.search' },
  { at: '.fjs-number-arrow-container button', name: 'aria-label', from: /^Increment$/, words: 'form.increment' },
  { at: '.fjs-number-arrow-container button', name: 'aria-label', from: /^Decrement$/, words: 'form.decrement' },
  { at: '.fjs-taglist-tag-remove', name: 'title', from: /^Remove tag$/, words: 'form.removeTag' },
  { at: '.fjs-repeat-row-remove', name: 'aria-label', from: /^Remove list item (?<count>\d+)$/, words: 'form.removeRow' },
  { at: '.fjs-powered-by-link', name: 'title', from: /^Powered by bpmn\.io$/, words: 'form.poweredBy' },
]

function translateTexts(container: HTMLElement): void {
  for (const { at, from, words } of TEXTS) {
    for (const element of container.querySelectorAll(at)) {
      for (const node of element.childNodes) {
        const match = node.nodeType === Node.TEXT_NODE ? from.exec(node.nodeValue?.trim() ?? '') : null
        if (match) node.nodeValue = t(words, match.groups ?? {})
      }
    }
  }
}

function translateAttributes(container: HTMLElement): void {
  for (const { at, name, from, words } of ATTRIBUTES) {
    for (const element of container.querySelectorAll(at)) {
      const match = from.exec(element.getAttribute(name) ?? '')
      if (match) element.setAttribute(name, t(words, match.groups ?? {}))
    }
  }
}

/** Keeps the viewer's own texts in the pages' language while the form is shown. Call the result to stop. */
export function speakLocally(container: HTMLElement): () => void {
  const translate = (): void => {
    translateTexts(container)
    translateAttributes(container)
  }
  const observer = new MutationObserver(translate)
  observer.observe(container, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['placeholder', 'title', 'aria-label'] })
  translate()
  return () => observer.disconnect()
}
