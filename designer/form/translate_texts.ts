/** Places whose texts a designer wrote: left as they are. */
const AUTHORED = '.fjs-form-field, .fjs-element .fjs-form-field, .cm-editor, [contenteditable], textarea'
/** The editor's own texts inside such places. */
const CHROME = '.fjs-filepicker-container, .fjs-select-placeholder, .fjs-repeat-render-footer, .fjs-repeat-render-add, .fjs-element-repeatable-marker, .cds--tag'
const ATTRIBUTES = ['placeholder', 'title', 'aria-label'] as const

type Dictionary = Readonly<Record<string, string>>

const isAuthored = (element: Element | null): boolean => Boolean(element?.closest(AUTHORED)) && !element?.closest(CHROME)

function translateTextNode(node: Text, dictionary: Dictionary): void {
  const text = node.data.trim()
  const translated = Object.hasOwn(dictionary, text) ? dictionary[text] : undefined
  if (translated !== undefined && !isAuthored(node.parentElement)) node.data = node.data.replace(text, translated)
}

function translateAttributes(element: Element, dictionary: Dictionary): void {
  if (isAuthored(element)) return
  for (const name of ATTRIBUTES) {
    const text = element.getAttribute(name)
    if (text !== null && Object.hasOwn(dictionary, text)) element.setAttribute(name, dictionary[text])
  }
}

function translateTree(root: Node, dictionary: Dictionary): void {
  if (root instanceof Text) return translateTextNode(root, dictionary)
  if (root instanceof Element) translateAttributes(root, dictionary)
  for (const child of root.childNodes) translateTree(child, dictionary)
}

/**
 * Keeps the texts of a component without translation of its own in another language: each known text inside `container` is
 * exchanged now and whenever it appears. Answers a function that stops it.
 */
export function translateTexts(container: HTMLElement, dictionary: Dictionary): () => void {
  translateTree(container, dictionary)
  const observer = new MutationObserver((mutations) => {
    for (const mutation of mutations) {
      if (mutation.type === 'characterData') translateTree(mutation.target, dictionary)
      else if (mutation.type === 'attributes') translateAttributes(mutation.target as Element, dictionary)
      else mutation.addedNodes.forEach((node) => translateTree(node, dictionary))
    }
  })
  observer.observe(container, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: [...ATTRIBUTES] })
  return () => observer.disconnect()
}
