/** What of moddle and diagram-js is used here. */
interface ForeignElement {
  readonly $type: string
  $attrs?: Record<string, string>
  readonly $descriptor?: { readonly isGeneric?: boolean; readonly ns: { readonly uri: string } }
  readonly $children?: readonly ForeignElement[]
  readonly [property: string]: unknown
}

interface EventBus {
  on<C>(event: string, priority: number, handle: (context: C) => unknown): void
}

interface Moddle {
  createAny(type: string, namespace: string, properties: Record<string, unknown>): ForeignElement
}

/** Before the modeler's own answers: it would leave out everything it has no descriptor of. */
const FIRST = 5000
const isGeneric = (value: unknown): value is ForeignElement => typeof value === 'object' && value !== null && (value as ForeignElement).$descriptor?.isGeneric === true

/** When an element is copied or becomes one of another type, other engines' attributes and children go along, known or not. */
class KeepForeignParts {
  static $inject = ['eventBus', 'moddle']

  constructor(eventBus: EventBus, moddle: Moddle) {
    eventBus.on<{ sourceElement: ForeignElement; targetElement: ForeignElement }>('moddleCopy.canCopyProperties', FIRST, ({ sourceElement, targetElement }) => {
      for (const [name, value] of Object.entries(sourceElement.$attrs ?? {})) {
        if (name.includes(':') && targetElement.$attrs !== undefined) targetElement.$attrs[name] ??= value
      }
    })
    eventBus.on<{ property: unknown }>('moddleCopy.canCopyProperty', FIRST, ({ property }) => (isGeneric(property) ? copyOf(property, moddle) : undefined))
  }
}

function copyOf(element: ForeignElement, moddle: Moddle): ForeignElement {
  const { $type, $children, ...properties } = { ...element }
  const children = $children === undefined ? {} : { $children: $children.map((child) => copyOf(child, moddle)) }
  return moddle.createAny($type, element.$descriptor?.ns.uri ?? '', { ...properties, ...children })
}

export const keepForeignPartsModule = { __init__: ['keepForeignParts'], keepForeignParts: ['type', KeepForeignParts] }
