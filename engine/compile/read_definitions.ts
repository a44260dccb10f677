// @ts-ignore -- bpmn-moddle ships no types for its reader; what is read of its result is typed below
import { BpmnModdle } from 'bpmn-moddle'
import type { SourceElement } from '#engine/model/source_element'
import type { Findings } from './findings.js'
import { NAMESPACES } from './namespaces.js'

/** A parsed file. */
export interface Definitions {
  readonly root: SourceElement
  /** The id that a reference names although nothing has it, e.g. an error code written where an error's id belongs. */
  unresolved(element: SourceElement, property: string): string | undefined
}

interface ReadResult {
  rootElement: SourceElement
  elementsById: Record<string, SourceElement>
  warnings: { message: string; element?: SourceElement; property?: string; value?: string }[]
}

/** References without which the file has no meaning. The others may dangle: their readers decide. */
const NEEDED: Readonly<Record<string, string>> = {
  'bpmn:sourceRef': '起点',
  'bpmn:targetRef': '终点',
  'bpmn:attachedToRef': '所附着的活动',
  'bpmn:default': '默认流',
  'bpmn:messageRef': '消息',
}

/**
 * Reads BPMN into typed elements. Attributes and children of other namespaces are left raw under their usual prefix, so every vendor's
 * are read the same way. What the reader had to leave out is an error: nothing of a model is dropped silently.
 */
export async function readDefinitions(text: string, findings: Findings): Promise<Definitions | null> {
  let result: ReadResult
  try {
    result = await parse(text)
    if (result.warnings.some((warning) => warning.message.includes('illegal ID'))) result = await parse(collapseIds(text))
  } catch (thrown) {
    const reason = thrown instanceof Error ? (thrown.message.split('\n')[0] as string) : String(thrown)
    findings.add('error', 'NOT_BPMN', null, `文件不是 BPMN 2.0 模型，根元素应为 definitions 并带有 BPMN 命名空间（${reason}）。请从流程设计器重新导出。`)
    return null
  }
  const dangling = new Map<SourceElement, Map<string, string>>()
  for (const warning of result.warnings) {
    if (warning.element === undefined || warning.property === undefined) reportUnreadable(warning.message, findings)
    else if (!resolveQualified(warning.element, warning.property, warning.value ?? '', result.elementsById)) {
      reportDangling(warning.element, warning.property, warning.value ?? '', dangling, findings)
    }
  }
  return { root: result.rootElement, unresolved: (element, property) => dangling.get(element)?.get(property) }
}

async function parse(text: string): Promise<ReadResult> {
  const moddle = new BpmnModdle({}, { nsMap: { ...NAMESPACES } })
  readScriptAsElement(moddle)
  return (await moddle.fromXML(text)) as unknown as ReadResult
}

/** The standard's schema has the script of a `globalScriptTask` as a child element; bpmn-moddle takes it for an attribute. */
function readScriptAsElement(moddle: { registry: { typeMap: Record<string, { properties: { isAttr?: boolean; ns: { localName: string } }[] } | undefined> } }): void {
  for (const property of moddle.registry.typeMap['bpmn:GlobalScriptTask']?.properties ?? []) if (property.ns.localName === 'script') property.isAttr = false
}

/** xsd:ID and references to one collapse the space around them; the reader does not. */
function collapseIds(text: string): string {
  return text.replace(/(\s(?:id|default|[A-Za-z]{1,40}Ref)=)("[^"<]*"|'[^'<]*')/g, (_all, name: string, value: string) => name + value[0] + value.slice(1, -1).trim() + value[0])
}

/** References are QNames: one with a prefix means the element of that local name. */
function resolveQualified(element: SourceElement, property: string, value: string, elementsById: Record<string, SourceElement>): boolean {
  const local = value.slice(value.indexOf(':') + 1)
  const found = local !== value && Object.hasOwn(elementsById, local) ? elementsById[local] : undefined
  if (found === undefined) return false
  const settable = element as unknown as { set(name: string, value: unknown): void; get(name: string): unknown }
  const before = settable.get(property)
  if (Array.isArray(before)) before.push(found)
  else settable.set(property, found)
  return true
}

/** Tells what the reader had to leave out of a file. */
export function reportUnreadable(message: string, findings: Findings): void {
  const duplicate = /duplicate ID <([^>]*)>/.exec(message)?.[1]
  if (duplicate !== undefined) {
    findings.add('error', 'DUPLICATE_ID', duplicate, `编号“${duplicate}”被多个元素使用。请为每个元素换上各自的编号。`)
    return
  }
  const illegal = /illegal ID <([^>]*)>/.exec(message)?.[1]
  if (illegal !== undefined) {
    findings.add('error', 'ILLEGAL_ID', illegal, `编号“${illegal}”只能由英文字母、数字、下划线、连字符和点组成，并以字母或下划线开头。请改编号，中文请写在名称里。`)
    return
  }
  if (!message.startsWith('unparsable content')) return
  const tag = /^unparsable content (<[^\s>]*)/.exec(message)?.[1] ?? ''
  const line = /line: (\d+)/.exec(message)?.[1]
  const reason = /nested error: (.*)/.exec(message)?.[1] ?? ''
  findings.add('error', 'UNREADABLE_ELEMENT', null, `无法识别的内容 ${tag}>（第 ${Number(line ?? 0) + 1} 行附近：${reason}）。请删去或更正后再部署。`)
}

function reportDangling(element: SourceElement, property: string, value: string, dangling: Map<SourceElement, Map<string, string>>, findings: Findings): void {
  const name = property.replace(/^bpmn:/, '')
  dangling.set(element, (dangling.get(element) ?? new Map<string, string>()).set(name, value))
  const what = Object.hasOwn(NEEDED, property) ? NEEDED[property] : undefined
  if (what !== undefined) {
    const id = element.id ?? element.$parent?.id ?? null
    findings.add('error', 'DANGLING_REFERENCE', id, `“${id ?? element.$type}”的${what}“${value}”在模型中不存在。请重新连接或删去。`)
  }
}
