import type { SourceElement } from '#engine/model/source_element'

export interface Size {
  readonly width: number
  readonly height: number
}

const ACTIVITY: Size = { width: 100, height: 80 }
const BY_TYPE: readonly (readonly [pattern: RegExp, size: Size])[] = [
  [/Event$/, { width: 36, height: 36 }],
  [/Gateway$/, { width: 50, height: 50 }],
  [/DataStoreReference$/, { width: 50, height: 50 }],
  [/DataObjectReference$/, { width: 36, height: 50 }],
  [/Group$/, { width: 140, height: 80 }],
]

/** How large a shape is drawn. */
export function sizeOf(element: SourceElement): Size {
  if (element.$type === 'bpmn:TextAnnotation') return { width: 100, height: Math.max(30, 16 + 14 * Math.ceil(String(element.text ?? '').length / 8)) }
  return BY_TYPE.find(([pattern]) => pattern.test(element.$type))?.[1] ?? ACTIVITY
}

/** Shapes that carry their name outside. */
export const hasOuterLabel = ({ $type, name }: SourceElement): boolean => name !== undefined && name.trim() !== '' && /(Event|Gateway|Reference)$/.test($type)
