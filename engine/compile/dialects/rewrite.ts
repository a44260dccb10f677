import { OWN } from '../namespaces.js'
import type { SourceElement } from '#engine/model/source_element'

interface Writable {
  $attrs: Record<string, string>
  extensionElements?: { values: SourceElement[] }
  [property: string]: unknown
}

/** An attribute of the file, foreign or ours. */
export function attributeOf(element: SourceElement, name: string): string | undefined {
  return element.$attrs?.[name]
}

/** Writes an attribute that the file itself does not have: what a designer wrote is never replaced. */
export function write(element: SourceElement, name: string, value: string): void {
  const { $attrs } = element as unknown as Writable
  $attrs[name] ??= value
}

/** Writes a `gov:` attribute. */
export const writeOwn = (element: SourceElement, name: string, value: string): void => write(element, `${OWN}:${name}`, value)

/** Replaces an attribute by what it means here. */
export function replace(element: SourceElement, name: string, value: string | undefined): void {
  const { $attrs } = element as unknown as Writable
  if (value === undefined) delete $attrs[name]
  else $attrs[name] = value
}

/** Sets a property of BPMN itself. */
export function setProperty(element: SourceElement, name: string, value: unknown): void {
  ;(element as unknown as Writable)[name] = value
}

/** Adds a child to `extensionElements`, as if the file had it. */
export function addExtension(element: SourceElement, type: string, attributes: Readonly<Record<string, string>>, children: readonly SourceElement[] = []): void {
  const writable = element as unknown as Writable
  writable.extensionElements ??= { values: [] }
  writable.extensionElements.values ??= []
  writable.extensionElements.values.push({ $type: type, ...attributes, ...(children.length === 0 ? {} : { $children: children }) })
}

/** Children of `extensionElements`, whatever their namespace. */
export function extensionsOf(element: SourceElement): readonly SourceElement[] {
  return (element.extensionElements as { values?: SourceElement[] } | undefined)?.values ?? []
}

/** A child's local name. */
export const localName = (element: SourceElement): string => element.$type.slice(element.$type.indexOf(':') + 1)

/** Children of a foreign element by local name. */
export const childrenNamed = (element: SourceElement, name: string): readonly SourceElement[] => (element.$children ?? []).filter((child) => localName(child) === name)

/** A text as FEEL writes it. */
export const feelText = (text: string): string => JSON.stringify(text)
