import type { DiagramElement } from './attribute_entry.js'

/** One `gov:FieldPermission` of a step. */
export interface FieldPermissionElement {
  $type: string
  name: string
  permission: string
}

interface ExtensionElements {
  get(name: 'values'): { $type: string }[]
}

interface Factory {
  create(type: string, properties: Record<string, unknown>): Record<string, unknown>
}

const WORDS = { write: '可填', read: '只读', hidden: '不显示' } as const
const BY_WORD: Readonly<Record<string, string>> = { 可填: 'write', 只读: 'read', 不显示: 'hidden', write: 'write', read: 'read', hidden: 'hidden' }
const TYPE = 'gov:FieldPermission'

const extensionsOf = (element: DiagramElement) => (element.businessObject.get('extensionElements') as ExtensionElements | undefined)?.get('values') ?? []

const isFieldPermission = (value: { $type: string }): value is FieldPermissionElement => value.$type === TYPE

/** The step's field permissions, one a line: `area：只读`; `*` stands for all other fields. */
export function fieldPermissionLines(element: DiagramElement): string {
  const lines = extensionsOf(element).filter(isFieldPermission)
  return lines.map((entry) => `${entry.name}：${WORDS[entry.permission as keyof typeof WORDS] ?? entry.permission}`).join('\n')
}

/** What is wrong with such lines, in Chinese, or null. */
export function fieldPermissionProblem(lines: string): string | null {
  const wrong = lines.split('\n').filter((line) => line.trim() !== '').find((line) => BY_WORD[line.split(/[:：]/)[1]?.trim() ?? ''] === undefined)
  return wrong === undefined ? null : `“${wrong}”应写成“字段：可填”“字段：只读”或“字段：不显示”。`
}

/** New extension elements with these permissions; other extensions of the step stay as they are. */
export function withFieldPermissions(element: DiagramElement, lines: string, factory: Factory): Record<string, unknown> {
  const entries = lines.split('\n').filter((line) => line.trim() !== '').map((line) => line.split(/[:：]/).map((part) => part.trim()))
  const permissions = entries.map(([name, word]) => factory.create(TYPE, { name, permission: BY_WORD[word] }))
  return factory.create('bpmn:ExtensionElements', { values: [...extensionsOf(element).filter((value) => !isFieldPermission(value)), ...permissions] })
}
