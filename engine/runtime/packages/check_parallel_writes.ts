import { graphOf, type Node } from '#engine/kernel/graph'
import type { Diagnostic } from '#engine/model/diagnostic'
import type { ExecutableProcess } from '#engine/model/executable_process'
import { isField, labelOf } from '#forms/schema/component_kinds'
import { permissionFor } from '#forms/schema/field_permission'
import type { FormSchema } from '#forms/schema/form_schema'
import { walkComponents } from '#forms/schema/walk_components'
import { parallelPairs } from './parallel_tasks.js'
import type { ReadPackage } from './read_package.js'

/** Most warnings of one package; one for each pair of tasks. */
const MOST = 100
/** Fields named in one warning. */
const FIELDS_NAMED = 5

/** Two tasks that can be open at once and whose forms can write one field: what the first one enters, the second one overwrites. */
export const checkParallelWrites = ({ processes, forms }: Pick<ReadPackage, 'processes' | 'forms'>): Diagnostic[] =>
  processes.flatMap(({ process, resource }) => {
    const fields = writtenBy(process, forms)
    if (!isAnySharedBy([...fields.values()])) return []
    return parallelPairs(process, new Set(fields.keys())).flatMap(([a, b]) => {
      const shared = [...fields.get(a)!].filter(([path]) => fields.get(b)!.has(path))
      return shared.length === 0 ? [] : [warning(resource, a, b, shared)]
    })
  }).slice(0, MOST)

/** Fields by path, with their labels. */
type Fields = ReadonlyMap<string, string>

/** The fields that each task with a form can write outside a scope of its own. */
const writtenBy = (process: ExecutableProcess, forms: ReadPackage['forms']): Map<Node, Fields> => {
  const found = new Map<Node, Fields>()
  for (const node of graphOf(process).nodes) {
    const task = process.elements.get(node.id)?.userTask
    const schema = task?.formKey && task.formBinding === undefined ? forms.get(task.formKey) : undefined
    if (task === undefined || schema === undefined) continue
    const own = namesOfItsOwn(node)
    found.set(node, new Map(writableFields(schema, task.fieldPermissions).filter(([path]) => !own.has(path.split('.')[0]!))))
  }
  return found
}

/** A computed field follows the data and is nobody's entry; a locked one is not entered. */
const writableFields = (schema: FormSchema, permissions: Parameters<typeof permissionFor>[0]): [string, string][] =>
  walkComponents(schema).flatMap(({ component, dataPath }): [string, string][] => {
    if (!isField(component) || component.type === 'expression' || component.disabled === true || component.readonly === true) return []
    return permissionFor(permissions, dataPath) === 'write' ? [[dataPath.join('.'), labelOf(component)]] : []
  })

/** Variables that the task, or a sub-process around it, declares for itself. */
const namesOfItsOwn = (node: Node): ReadonlySet<string> => {
  const names = new Set<string>()
  for (let at: Node | null = node; at !== null; at = at.parent) {
    for (const { name } of at.inputs) names.add(name)
    if (at.multiInstance?.elementVariable) names.add(at.multiInstance.elementVariable)
  }
  return names
}

const isAnySharedBy = (fields: readonly Fields[]): boolean => {
  const seen = new Set<string>()
  return fields.some((one) => [...one.keys()].some((path) => seen.size === seen.add(path).size))
}

const warning = (resource: string, a: Node, b: Node, shared: readonly [string, string][]): Diagnostic => {
  const named = shared.slice(0, FIELDS_NAMED).map(([path, label]) => (label === path ? `“${path}”` : `“${label}”（${path}）`)).join('、')
  const fields = shared.length > FIELDS_NAMED ? `${named}等 ${shared.length} 个字段` : `字段${named}`
  return {
    code: 'PARALLEL_WRITE', severity: 'warning', elementId: a.id, resource,
    message: `“${a.name || a.id}”和“${b.name || b.id}”可以同时办理，又都能填写${fields}，后提交的会覆盖先提交的。请在其中一个环节把字段设为只读，或各用各的字段。`,
  }
}
