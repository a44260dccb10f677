import { compileDmnFiles } from '#engine/compile/compile_dmn'
import type { CompiledDecision } from '#engine/decisions/decision_model'
import type { Diagnostic } from '#engine/model/diagnostic'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { FormSchema } from '#forms/schema/form_schema'
import type { Resource } from '../ports/package_store.js'
import { checkReferences } from './check_references.js'
import type { CompileFunction } from './compile_function.js'
import { isFormResource, parsePackageForm } from './package_forms.js'

/** A package's files read and compiled, before anything is stored. */
export interface ReadPackage {
  processes: readonly { process: ExecutableProcess; resource: string }[]
  forms: ReadonlyMap<string, FormSchema>
  /** By id. */
  decisions: ReadonlyMap<string, CompiledDecision>
  texts: ReadonlyMap<string, string>
  diagnostics: readonly Diagnostic[]
}

/** Bytes of all files together. */
export const PACKAGE_LIMIT = 10 * 1024 * 1024
const MAXIMUM_FILES = 200

const isDecisionFile = (name: string): boolean => name.endsWith('.dmn')

export const isModel = (name: string): boolean => name.endsWith('.bpmn') || name.endsWith('.bpmn20.xml')

const fault = (code: string, message: string, resource?: string, elementId: string | null = null): Diagnostic => ({
  code, severity: 'error', elementId, message, ...(resource ? { resource } : {}),
})

const checkFiles = (resources: readonly Resource[]): Diagnostic[] => {
  const found: Diagnostic[] = []
  const names = new Set<string>()
  for (const { name } of resources) {
    if (names.has(name)) found.push(fault('DUPLICATE_RESOURCE', `文件 ${name} 出现了两次。请只保留一个。`, name))
    names.add(name)
    if (!/^[^\\/\0][^\\\0]{0,180}$/.test(name) || name.split('/').includes('..')) {
      found.push(fault('BAD_RESOURCE_NAME', '文件名为空、过长或含有不允许的路径。请改名后重试。', name.slice(0, 180)))
    }
  }
  const bytes = resources.reduce((sum, resource) => sum + resource.content.length, 0)
  if (bytes > PACKAGE_LIMIT || resources.length > MAXIMUM_FILES) {
    found.push(fault('PACKAGE_TOO_LARGE', `流程包超过 ${PACKAGE_LIMIT / 1024 / 1024} MB 或 ${MAXIMUM_FILES} 个文件。请去掉不需要的文件。`))
  }
  return found
}

const checkJson = (resource: Resource): Diagnostic[] => {
  try {
    JSON.parse(resource.content)
    return []
  } catch {
    return [fault('NOT_JSON', `文件 ${resource.name} 不是正确的 JSON。请检查逗号和引号。`, resource.name)]
  }
}

/** A form that lies in a model serves where the package has no file of that name. */
const addEmbeddedForm = (resource: Resource, model: string, forms: Map<string, FormSchema>): Diagnostic[] => {
  const { names, schema, diagnostics } = parsePackageForm(resource)
  const [key] = names
  if (key === undefined || forms.has(key)) return []
  if (schema) forms.set(key, schema)
  return diagnostics.map((diagnostic) => ({ ...diagnostic, resource: model }))
}

const sourceOf = ({ content, encoding }: Resource): string | Uint8Array => (encoding === 'base64' ? Uint8Array.from(Buffer.from(content, 'base64')) : content)

/** Adds the decisions of all files to those of the package; the files may import each other. */
const readDecisions = async (resources: readonly Resource[], into: Map<string, CompiledDecision>): Promise<Diagnostic[]> => {
  const compiled = await compileDmnFiles(resources.map((resource) => ({ resource: resource.name, source: sourceOf(resource) })))
  return compiled.flatMap(({ decisions, diagnostics }, index) => {
    const twice = decisions.filter(({ id }) => into.has(id))
    for (const decision of decisions) into.set(decision.id, decision)
    return [...diagnostics, ...twice.map(({ id }) => fault('DUPLICATE_DECISION', `决策 ${id} 在流程包里出现了两次。请改掉其中一个的编号。`, resources[index]!.name, id))]
  })
}

/** Reads every file of a package and collects everything that is wrong. */
export const readPackage = async (resources: readonly Resource[], compile: CompileFunction): Promise<ReadPackage> => {
  const diagnostics = checkFiles(resources)
  const processes: { process: ExecutableProcess; resource: string }[] = []
  const forms = new Map<string, FormSchema>()
  const decisions = new Map<string, CompiledDecision>()
  const texts = new Map<string, string>()
  const embedded: (Resource & { model: string })[] = []
  if (diagnostics.length) return { processes, forms, decisions, texts, diagnostics }
  for (const resource of resources) {
    if (resource.encoding === 'base64' && !isModel(resource.name) && !isDecisionFile(resource.name)) continue
    texts.set(resource.name, resource.content)
    if (isFormResource(resource.name)) {
      const form = parsePackageForm(resource)
      diagnostics.push(...form.diagnostics)
      for (const name of form.names) if (form.schema && !forms.has(name)) forms.set(name, form.schema)
    } else if (isModel(resource.name)) {
      const compiled = await compile(sourceOf(resource))
      diagnostics.push(...compiled.diagnostics.map((diagnostic) => ({ ...diagnostic, resource: resource.name })))
      processes.push(...compiled.processes.map((process) => ({ process, resource: resource.name })))
      embedded.push(...(compiled.forms ?? []).map(({ key, text }) => ({ name: `${key}.form.json`, content: text, model: resource.name })))
    } else if (resource.name.endsWith('.json')) {
      diagnostics.push(...checkJson(resource))
    }
  }
  diagnostics.push(...(await readDecisions(resources.filter(({ name }) => isDecisionFile(name)), decisions)))
  for (const { model, ...resource } of embedded) diagnostics.push(...addEmbeddedForm(resource, model, forms))
  diagnostics.push(...checkReferences({ processes, forms, decisions }))
  return { processes, forms, decisions, texts, diagnostics }
}
