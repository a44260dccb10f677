import type { SourceElement } from '#engine/model/source_element'
import { NO_SURROUNDINGS } from '#engine/expressions/feel_closure'
import { FunctionValue } from '#engine/expressions/values/function_value'
import { checkTable } from './analysis/check_table.js'
import type { Boxed } from './boxed/boxed.js'
import { decisionTools } from './boxed/compile_boxed.js'
import { planFunction } from './boxed/function_definition.js'
import { withNames, type Names, type Report } from './compilation.js'
import type { CompiledDecision, DecisionInput } from './decision_model.js'
import { compileService } from './decision_service.js'
import { decisionOf, qualified, type DecisionPlan, type InputPlan, type Seen } from './decision_plan.js'
import { namespaceOf, readImports, type DmnSource, type FileImport } from './imports.js'
import { readItemTypes, type ItemTypes } from './item_types.js'
import { checkChains, keyOf, readGraph, referenceOf, requirementsOf, type Kind, type Reference, type RequirementGraph, type Requirements, type Surrounding } from './requirements.js'

/** The files under compilation, and what has been compiled of them by key of the element. */
interface Compilation {
  readonly files: readonly FileCompilation[]
  readonly requirements: ReadonlyMap<string, Requirements>
  readonly inputs: ReadonlyMap<string, InputPlan>
  readonly plans: Map<string, DecisionPlan | null>
  /** Functions of business knowledge models and decision services. */
  readonly functions: Map<string, FunctionValue | null>
}

/** One file of them. */
interface FileCompilation extends Surrounding {
  readonly graph: RequirementGraph
  readonly types: ItemTypes
  readonly report: Report
}

/**
 * Compiles DMN files that may import each other: for each file its decisions, with all they require. What is wrong goes to the file's
 * `report`; a decision that could not be compiled is left out. DMN 1.3.
 */
export function compileDecisions(sources: readonly DmnSource[]): readonly (readonly CompiledDecision[])[] {
  const nothing = sources.map(() => [])
  const graphs = sources.map(({ root, report }) => readGraph(root, report))
  const imports = readImports(sources)
  if (graphs.includes(null) || imports === null) return nothing
  const files = filesOf(sources, graphs as RequirementGraph[], imports)
  const requirements = new Map(files.flatMap((file) => drawn(file).map(([id, element]) => [keyOf({ file: file.file, id }), requirementsOf(element, file, file.report)] as const)))
  if (!areBounded(files, requirements)) return nothing
  const inputs = new Map(files.flatMap((file) => [...file.graph.inputs].map(([id, input]) => [keyOf({ file: file.file, id }), compileInputData(input, file.types)] as const)))
  const whole: Compilation = { files, requirements, inputs, plans: new Map(), functions: new Map() }
  for (const { file, graph } of files) for (const id of [...graph.knowledge.keys(), ...graph.services.keys()]) functionOf({ file, id }, whole)
  return files.map(({ file, graph }) =>
    [...graph.decisions.keys()].map((id) => planOf({ file, id }, whole)).filter((plan) => plan !== null).map((plan) => decisionOf(plan, inputsOf(plan))))
}

function filesOf(sources: readonly DmnSource[], graphs: readonly RequirementGraph[], imports: readonly (readonly FileImport[])[]): FileCompilation[] {
  const typesOf = new Map<number, ItemTypes>()
  const types = (file: number): ItemTypes => {
    const known = typesOf.get(file)
    if (known !== undefined) return known
    const { root, report } = sources[file]!
    const imported = imports[file]!.map((one) => ({ name: one.name, types: types(one.file) }))
    const own = readItemTypes((root.itemDefinition as SourceElement[] | undefined) ?? [], imported, report)
    typesOf.set(file, own)
    return own
  }
  return sources.map((source, file) => ({ file, namespace: namespaceOf(source), graphs, graph: graphs[file]!, imports: imports[file]!, types: types(file), report: source.report }))
}

const drawn = ({ graph }: FileCompilation): [string, SourceElement][] => [...graph.decisions, ...graph.knowledge, ...graph.services]

function areBounded(files: readonly FileCompilation[], requirements: ReadonlyMap<string, Requirements>): boolean {
  const edges = new Map([...requirements].map(([key, { decisions, knowledge }]) => [key, [...decisions, ...knowledge].map(keyOf)]))
  const owners = new Map(files.flatMap((file) => drawn(file).map(([id, element]) => [keyOf({ file: file.file, id }), { file, id, name: element.name ?? id }] as const)))
  for (const file of files) {
    for (const [id, service] of file.graph.services) {
      const key = keyOf({ file: file.file, id })
      edges.set(key, [...edges.get(key)!, ...outputsOf(service, file)])
    }
  }
  return checkChains(edges, (key) => owners.get(key)?.name ?? key, (code, key, message) => {
    const { file, id } = owners.get(key)!
    file.report('error', code, id, message)
  })
}

function outputsOf(service: SourceElement, file: FileCompilation): string[] {
  const hrefs = ['outputDecision', 'encapsulatedDecision'].flatMap((name) => ((service[name] as { href?: string }[] | undefined) ?? []).map(({ href }) => href ?? ''))
  return hrefs.map((href) => referenceOf(href, ['decisions'], file)).filter((target) => target !== null).map(keyOf)
}

function compileInputData(source: SourceElement, types: ItemTypes): InputPlan {
  const variable = source.variable as SourceElement | undefined
  const type = variable?.typeRef as string | undefined
  return { name: variable?.name?.trim() || source.name || source.id || '', type: type ?? 'Any', convert: types.conversion(type, source.id ?? null) }
}

type Target = Pick<Reference, 'file' | 'id'>

/** A decision with all it requires, compiled once; null after a finding. */
function planOf(target: Target, whole: Compilation): DecisionPlan | null {
  const key = keyOf(target)
  const known = whole.plans.get(key)
  if (known !== undefined) return known
  const file = whole.files[target.file]!
  const { decisions, inputs, knowledge } = whole.requirements.get(key)!
  const required = decisions.map((one) => ({ under: one.under, what: planOf(one, whole) }))
  const functions = functionsOf(knowledge, whole)
  const isWhole = required.every(({ what }) => what !== null) && functions !== null
  const plan = isWhole
    ? compileDecision(file.graph.decisions.get(target.id)!, { required: required as Seen<DecisionPlan>[], inputs: inputs.map((one) => ({ under: one.under, what: whole.inputs.get(keyOf(one))! })), functions }, file)
    : null
  whole.plans.set(key, plan)
  return plan
}

type Around = Pick<DecisionPlan, 'required' | 'inputs' | 'functions'>

function compileDecision(source: SourceElement, around: Around, file: FileCompilation): DecisionPlan | null {
  const id = source.id!
  const variable = nameOfVariable(source)
  let isSound = true
  const report: Report = (severity, ...finding) => {
    isSound &&= severity !== 'error'
    file.report(severity, ...finding)
  }
  const tools = decisionTools(report, file.types, id)
  const logicSource = source.decisionLogic as SourceElement | undefined
  if (logicSource === undefined) {
    file.report('error', 'DMN_WITHOUT_LOGIC', id, `决策“${source.name ?? id}”没有内容。请画决策表或写 FEEL 表达式。`)
    return null
  }
  const boxed = tools.compile(logicSource, namesFor(around), variable, 0)
  if (boxed === null) return null
  if (boxed.table !== undefined && isSound) checkTable(boxed.table, logicSource.id ?? id, file.report)
  return {
    ...around,
    id,
    name: source.name ?? id,
    versionTag: source.$attrs?.['camunda:versionTag'] ?? null,
    variable,
    logic: boxed.logic,
    outputs: boxed.table === undefined ? null : boxed.table.outputs.map(({ name }) => name),
    isAggregated: isAggregated(boxed),
    // the columns of a table say their own types; Camunda models write any type at the variable of one
    convert: boxed.table !== undefined ? null : file.types.conversion((source.variable as SourceElement | undefined)?.typeRef as string | undefined, id),
  }
}

function isAggregated({ table }: Boxed): boolean {
  return table?.hitPolicy.kind === 'COLLECT' && table.hitPolicy.aggregator !== null
}

function namesFor({ required, inputs, functions }: Around): Names {
  const decided = required.flatMap(({ under, what: { variable, name, outputs } }) => [variable, name, ...(outputs ?? [])].map((one) => qualified(under, one)))
  const values = [...decided, ...inputs.map(({ under, what }) => qualified(under, what.name))]
  return withNames(NO_SURROUNDINGS, [...values, ...functions.map(({ name }) => name)], functions.map(({ name }) => name))
}

function nameOfVariable(source: SourceElement): string {
  return (source.variable as SourceElement | undefined)?.name?.trim() || source.name?.trim() || source.id || ''
}

/** The functions of these elements by the name they are called by; null when one of them could not be compiled. */
function functionsOf(references: readonly Reference[], whole: Compilation): { name: string; value: FunctionValue }[] | null {
  const found = references.map((one) => {
    const { graph } = whole.files[one.file]!
    return { name: qualified(one.under, nameOfVariable((graph.knowledge.get(one.id) ?? graph.services.get(one.id))!)), value: functionOf(one, whole) }
  })
  return found.some(({ value }) => value === null) ? null : (found as { name: string; value: FunctionValue }[])
}

/** The function that a business knowledge model or a decision service is; null after a finding. */
function functionOf(target: Target, whole: Compilation): FunctionValue | null {
  const key = keyOf(target)
  const known = whole.functions.get(key)
  if (known !== undefined) return known
  const file = whole.files[target.file]!
  const service = file.graph.services.get(target.id)
  const value = service === undefined ? compileKnowledge(target, whole) : compileService(service, { ...seenFrom(file, whole), report: file.report })
  whole.functions.set(key, value)
  return value
}

/** What decision services of a file refer to. */
function seenFrom(file: FileCompilation, whole: Compilation) {
  const seen = <T>(href: string, kind: Kind, find: (one: Reference) => T | null): Seen<T> | null => {
    const target = referenceOf(href, [kind], file)
    const what = target === null ? null : find(target)
    return what === null ? null : { under: target!.under, what }
  }
  return {
    decisionAt: (href: string) => seen(href, 'decisions', (one) => planOf(one, whole)),
    inputAt: (href: string) => seen(href, 'inputs', (one) => whole.inputs.get(keyOf(one)) ?? null),
  }
}

function compileKnowledge({ file: index, id }: Target, whole: Compilation): FunctionValue | null {
  const file = whole.files[index]!
  const source = file.graph.knowledge.get(id)!
  const logic = source.encapsulatedLogic as SourceElement | undefined
  if (logic === undefined) {
    file.report('error', 'DMN_WITHOUT_LOGIC', id, `业务知识模型“${source.name ?? id}”没有内容。请写出函数。`)
    return null
  }
  const around = functionsOf(whole.requirements.get(keyOf({ file: index, id }))!.knowledge, whole)
  if (around === null) return null
  const own = nameOfVariable(source)
  const names = withNames(NO_SURROUNDINGS, [own, ...around.map(({ name }) => name)], [own, ...around.map(({ name }) => name)])
  const tools = decisionTools(file.report, file.types, id)
  const plan = planFunction(logic, names, tools, 0, { id, name: source.name ?? id })
  if (plan === null) return null
  const values = new Map<string, unknown>(around.map(({ name, value }) => [name, value]))
  const bound = plan.bind({ values, outer: null })
  values.set(own, bound)
  return bound
}

/** Input data of a decision and of all it requires, each once. */
function inputsOf(plan: DecisionPlan): DecisionInput[] {
  const found = new Map<string, DecisionInput>()
  const seen = new Set<DecisionPlan>()
  const visit = (one: DecisionPlan): void => {
    if (seen.has(one)) return
    seen.add(one)
    for (const { what } of one.required) visit(what)
    for (const { what: { name, type } } of one.inputs) if (!found.has(name)) found.set(name, { name, type })
  }
  visit(plan)
  return [...found.values()]
}
