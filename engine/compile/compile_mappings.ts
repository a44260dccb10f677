import type { CompileTools } from '#engine/kernel/elements/element'
import type { Mapping } from '#engine/kernel/graph'
import type { SourceElement } from '#engine/model/source_element'

/** `camunda:inputOutput` (Camunda 7) or `zeebe:ioMapping` (Camunda 8) of one direction. */
export function compileMappings(source: SourceElement, direction: 'input' | 'output', tools: CompileTools): Mapping[] {
  const classic = tools.extensions(source, 'inputOutput').flatMap((holder) => childrenNamed(holder, `${direction}Parameter`))
  const zeebe = tools.extensions(source, 'ioMapping').flatMap((holder) => childrenNamed(holder, direction))
  const mappings: Mapping[] = []
  for (const parameter of classic) addMapping(mappings, String(parameter.name ?? ''), parameter.$body ?? '', parameter.$children, tools)
  for (const parameter of zeebe) addMapping(mappings, String(parameter.target ?? ''), String(parameter.source ?? ''), undefined, tools)
  return mappings
}

function childrenNamed(holder: SourceElement, name: string): SourceElement[] {
  return (holder.$children ?? []).filter((child) => child.$type.endsWith(`:${name}`))
}

function addMapping(mappings: Mapping[], name: string, text: string, children: readonly SourceElement[] | undefined, tools: CompileTools): void {
  if (name === '' || name === '__proto__') {
    tools.report('error', 'MAPPING_NAME', `参数的名称“${name}”不可用。请换一个名称。`)
    return
  }
  if (children !== undefined && children.length > 0) {
    tools.report('error', 'MAPPING_KIND', `参数“${name}”用了列表、映射或脚本写法，不受支持。请改写为 FEEL 表达式，如 =[a, b]。`)
    return
  }
  const value = tools.value(text.trim(), `参数“${name}”`)
  if (value !== null) mappings.push({ name, value })
}
