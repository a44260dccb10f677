/* oxlint-disable no-underscore-dangle -- the viewer has no other way to its state */
/**
 * The real form-js viewer as judge: rendered in happy-dom, filled, validated. It reports by component id and row
 * numbers; here that becomes the key path that our validator speaks in. Nothing of ours is imported.
 */
import { createRequire } from 'node:module'
import { Window } from 'happy-dom'

const require = createRequire(import.meta.url)

/** What the viewer made of a form and its data. */
export interface Verdict {
  /** Paths of the fields it refuses, with its messages. */
  refused: Map<string, string[]>
  /** Paths of the fields it shows. */
  shown: Set<string>
  /** What it would submit. */
  data: Record<string, unknown>
}

interface FieldInstance {
  id: string
  valuePath: (string | number)[]
  indexes?: Record<string, number>
}

interface ViewerForm {
  get(name: 'formFieldInstanceRegistry'): { getAllKeyed(): FieldInstance[] }
  get(name: 'eventBus'): { fire(event: string, payload: unknown): void }
  importSchema(schema: unknown, data: unknown): Promise<unknown>
  validate(): Record<string, unknown>
  submit(): { data: Record<string, unknown> }
  destroy(): void
  _getState(): { data: Record<string, unknown> }
  _setState(state: { data: unknown }): void
}

let makeForm: (() => ViewerForm) | null = null

/** Loads the viewer once; it needs a window from its first line on. */
function viewer(): () => ViewerForm {
  if (makeForm !== null) return makeForm
  const window = new Window({ url: 'http://127.0.0.1/' })
  const names = ['document', 'KeyboardEvent', 'HTMLElement', 'Element', 'Node', 'Text', 'DocumentFragment', 'NodeFilter', 'DOMParser', 'DataTransfer', 'ResizeObserver', 'IntersectionObserver', 'MutationObserver', 'getComputedStyle', 'HTMLInputElement', 'File', 'SVGElement', 'NamedNodeMap', 'HTMLFormElement']
  const host = globalThis as unknown as Record<string, unknown>
  const source = window as unknown as Record<string, unknown>
  host.window = window
  for (const name of names) if (host[name] === undefined || name === 'File') host[name] = source[name]
  const preact = require(require.resolve('preact', { paths: [require.resolve('@bpmn-io/form-js-viewer')] })) as {
    options: { debounceRendering?: unknown; requestAnimationFrame?: unknown }
  }
  preact.options.debounceRendering = (render: () => void) => queueMicrotask(render)
  preact.options.requestAnimationFrame = (effect: () => void) => queueMicrotask(effect)
  const { Form } = require('@bpmn-io/form-js-viewer') as { Form: new (options: unknown) => ViewerForm }
  makeForm = () => new Form({ container: window.document.body })
  return makeForm
}

/**
 * Lets renders and effects run until the viewer's state no longer changes. An edit lets each expression field be computed
 * once, so a field that depends on another is right only after the next edit: the event stands for that edit.
 */
async function settle(form: ViewerForm): Promise<void> {
  let before = ''
  for (let round = 0; round < 50; round += 1) {
    for (let tick = 0; tick < 20; tick += 1) await Promise.resolve()
    const now = JSON.stringify(form._getState().data)
    if (now === before) return
    before = now
    form.get('eventBus').fire('field.updated', {})
    form._setState({ data: structuredClone(form._getState().data) })
  }
  throw new Error('the viewer does not settle')
}

/**
 * Opens the schema on `stored` and fills in `entered` as a person would: over what is shown, key by key. Without
 * `entered` the form is judged as it was opened.
 */
export async function judge(schema: unknown, stored: Record<string, unknown>, entered?: Record<string, unknown>): Promise<Verdict> {
  const form = viewer()()
  try {
    await form.importSchema(schema, stored)
    await settle(form)
    if (entered !== undefined) {
      form._setState({ data: laidOver(structuredClone(form._getState().data), entered) })
      await settle(form)
    }
    const { data } = form.submit()
    const errors = form.validate()
    const refused = new Map<string, string[]>()
    const shown = new Set<string>()
    for (const { id, valuePath, indexes } of form.get('formFieldInstanceRegistry').getAllKeyed()) {
      const path = valuePath.join('.')
      shown.add(path)
      let messages: unknown = errors[id]
      for (const index of Object.values(indexes ?? {})) messages = (messages as unknown[] | undefined)?.[index]
      if (Array.isArray(messages) && messages.length > 0) refused.set(path, messages as string[])
    }
    return { refused, shown, data }
  } finally {
    form.destroy()
  }
}

function laidOver(data: Record<string, unknown>, entered: Record<string, unknown>): Record<string, unknown> {
  for (const [key, value] of Object.entries(entered)) {
    const inside = data[key]
    const isContext = (one: unknown): one is Record<string, unknown> => typeof one === 'object' && one !== null && !Array.isArray(one)
    data[key] = isContext(value) && isContext(inside) ? laidOver(inside, value) : value
  }
  return data
}
