import type { SourceElement } from '#engine/model/source_element'
import type { Binding } from '#engine/model/binding'
import type { CompileTools } from './element.js'

/** Where an element says which version it refers to: attributes of Camunda 7, a child of Camunda 8. */
export interface BindingNames {
  readonly binding: string
  readonly version: string
  readonly versionTag: string
  /** Child of `extensionElements` with `bindingType` and `versionTag`. */
  readonly child: string
}

/** Reads which version a reference means; `deployment`, the referring package version itself, when nothing is said. */
export function compileBinding(source: SourceElement, names: BindingNames, tools: CompileTools): Binding {
  const child = tools.extensions(source, names.child)[0]
  const sameDeployment = tools.attribute(source, 'sameDeployment') === 'false' ? 'latest' : 'deployment'
  const binding = tools.attribute(source, names.binding) ?? (child?.bindingType as string | undefined) ?? sameDeployment
  const tag = (tools.attribute(source, names.versionTag) ?? (child?.versionTag as string | undefined) ?? '').trim()
  const written = tools.attribute(source, names.version) ?? ''
  const version = Number(written)
  if (binding === 'latest' || binding === 'deployment') return binding
  if (binding === 'version') {
    if (Number.isInteger(version) && version > 0) return { version }
    tools.report('error', 'BINDING_VERSION', `绑定到指定版本（version），但版本号“${written}”不是正整数。请更正 ${names.version}。`)
  } else if (binding === 'versionTag') {
    if (tag !== '') return { versionTag: tag }
    tools.report('error', 'BINDING_VERSION_TAG', `绑定到版本标签（versionTag），但没有写标签。请填写 ${names.versionTag}。`)
  } else tools.report('error', 'BINDING_UNKNOWN', `版本绑定“${binding}”不受支持。请用 latest、deployment、version 或 versionTag。`)
  return 'deployment'
}

/** The binding for people: `最新版`, `第 3 版`. */
export function bindingText(binding: Binding): string {
  if (binding === 'deployment') return '本流程包内'
  if (binding === 'latest') return '最新版'
  return 'version' in binding ? `第 ${binding.version} 版` : `标签“${binding.versionTag}”`
}
