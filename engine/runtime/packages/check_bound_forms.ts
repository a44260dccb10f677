import { bindingText } from '#engine/kernel/elements/binding'
import type { OutsideBinding } from '#engine/model/binding'
import type { Diagnostic } from '#engine/model/diagnostic'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { PackageStore } from '../ports/package_store.js'
import type { PackageRegistry } from './package_registry.js'
import type { ReadPackage } from './read_package.js'
import { settleReference } from './settle_reference.js'

/** Forms bound to another version that are nowhere yet, the package about to be published under this key counted. */
export const checkBoundForms = async (read: ReadPackage, key: string, registry: PackageRegistry, store: PackageStore): Promise<Diagnostic[]> => {
  const wanted = read.processes.flatMap(({ process, resource }) => boundForms(process).map((one) => ({ ...one, resource })))
  if (wanted.length === 0) return []
  const [newest] = await store.versions(key)
  const next = (newest?.version ?? 0) + 1
  const found: Diagnostic[] = []
  for (const { elementId, formKey, binding, resource } of wanted) {
    if (isItself(read, formKey, binding, next)) continue
    const packageId = await settleReference(() => registry.bound.form(formKey, { id: newest?.id ?? '' }, binding), registry.load)
    if (packageId !== null) continue
    const message = `节点 ${elementId} 用到的表单“${formKey}”（${bindingText(binding)}）还没有发布。请先发布含有该表单的业务包，或更正表单的版本绑定。`
    found.push({ code: 'UNKNOWN_FORM', severity: 'error', elementId, message, resource })
  }
  return found
}

interface BoundForm {
  readonly elementId: string
  readonly formKey: string
  readonly binding: OutsideBinding
}

const boundForms = (process: ExecutableProcess): BoundForm[] => {
  const tasks = [...process.elements.values()].map(({ id, userTask }) => ({ elementId: id, formKey: userTask?.formKey, binding: userTask?.formBinding }))
  const starts = process.startEvents.map(({ elementId, formKey, formBinding }) => ({ elementId, formKey, binding: formBinding }))
  return [...tasks, ...starts].flatMap(({ elementId, formKey, binding }) => (formKey && binding !== undefined ? [{ elementId, formKey, binding }] : []))
}

/** Whether the package about to be published is what the binding asks for. */
const isItself = ({ forms }: ReadPackage, formKey: string, binding: OutsideBinding, next: number): boolean => {
  const schema = forms.get(formKey)
  if (schema === undefined) return false
  if (binding === 'latest') return true
  return 'version' in binding ? binding.version === next : schema.versionTag === binding.versionTag
}
