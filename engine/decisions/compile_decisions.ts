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
import { decisionOf, type DecisionPlan, type InputPlan } from './decision_plan.js'
import { readItemTypes, type ItemTypes } from './item_types.js'
import { checkChains, readGraph, requirementsOf, type RequirementGraph, type Requirements } from './requirements.js'

/** One file under compilation. */
interface FileCompilation {
  readonly graph: RequirementGraph
  readonly requirements: ReadonlyMap<string, Requirements>
  readonly types: ItemTypes
  readonly report: Report
  readonly inputs: Map<string, InputPlan>
  readonly plans: Map<string, DecisionPlan>
  /** Functions of business knowledge models and decision services. */
  readonly functions: Map<string, FunctionValue>
}

/**
 * Compiles a DMN file as the reader leaves it: every decision with all it requires. What is wrong goes to `report`; a decision that could not
 * be compiled is left out. DMN 1.3.
 */
export function compileDecisions(root: SourceElement, report: Report): CompiledDecision[] {
  const graph = readGraph(root, report)
  if (graph === null) return []
  for (const { name, namespace } of (root.import as { name?: string; namespace?: string }[] | undefined) ?? []) {
    report('warning', 'DMN_IMPORT', null, `导入的文件“${name ?? namespace ?? ''}”不会读取。请把用到的决策和类型复制到本文件。`)
  }
  const drawn = [...graph.decisions, ...graph.knowledge, ...graph.services]
  const requirements = new Map(drawn.map(([id, element]) => [id, requirementsOf(element, graph, report)]))
  const edges = new Map([...requirements].map(([id, { decisions, knowledge }]) => [id, [...decisions, ...knowledge]]))
  for (const [id, service] of graph.services) edges.set(id, [...edges.get(id)!, ...outputsOf(service)])
  const nameOf = (id: string) => drawn.find(([one]) => one === id)?.[1].name ?? id
  if (!checkChains(edges, nameOf, report)) return []
  const types = readItemTypes((root.itemDefinition as SourceElement[] | undefined) ?? [], report)
  const file: FileCompilation = { graph, requirements, types, report, inputs: new Map(), plans: new Map(), functions: new Map() }
  for (const [id, input] of graph.inputs) file.inputs.set(id, compileInputData(input, types))
  for (const id of graph.knowledge.keys()) functionOf(id, file)
  const plans = [...graph.decisions.keys()].map((id) => planOf(id, file)).filter((plan) => plan !== null)
  for (const id of graph.services.keys()) functionOf(id, file)
  return plans.map((plan) => decisionOf(plan, inputsOf(plan)))
}

function outputsOf(service: SourceElement): string[] {
  return ['outputDecision', 'encapsulatedDecision'].flatMap((name) => ((service[name] as { href?: string }[] | undefined) ?? []).map(({ href }) => (href ?? '').replace(/^#/, '')))
}

function compileInputData(source: SourceElement, types: ItemTypes): InputPlan {
  const variable = source.variable as SourceElement | undefined
  const type = variable?.typeRef as string | undefined
  return { id: source.id ?? '', name: variable?.name?.trim() || source.name || source.id || '', type: type ?? 'Any', convert: types.conversion(type, source.id ?? null) }
}

/** A decision with all it requires, compiled once; null after a finding. */
function planOf(id: string, file: FileCompilation): DecisionPlan | null {
  const known = file.plans.get(id)
  if (known !== undefined) return known
  const source = file.graph.decisions.get(id)!
  const { decisions, inputs, knowledge } = file.requirements.get(id)!
  const required = decisions.map((one) => planOf(one, file))
  const functions = knowledge.map((one) => ({ name: nameOfVariable(elementOf(one, file)), value: functionOf(one, file) }))
  if (required.includes(null) || functions.some(({ value }) => value === null)) return null
  const plan = compileDecision(source, { required: required as DecisionPlan[], inputs: inputs.map((one) => file.inputs.get(one)!), functions: functions as { name: string; value: FunctionValue }[] }, file)
  if (plan !== null) file.plans.set(id, plan)
  return plan
}

type Required = Pick<DecisionPlan, 'required' | 'inputs' | 'functions'>

function compileDecision(source: SourceElement, around: Required, file: FileCompilation): DecisionPlan | null {
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

function namesFor({ required, inputs, functions }: Required): Names {
  const values = [...required.flatMap(({ variable, name, outputs }) => [variable, name, ...(outputs ?? [])]), ...inputs.map(({ name }) => name)]
  return withNames(NO_SURROUNDINGS, [...values, ...functions.map(({ name }) => name)], functions.map(({ name }) => name))
}

function elementOf(id: string, { graph }: FileCompilation): SourceElement {
  return (graph.knowledge.get(id) ?? graph.services.get(id) ?? graph.decisions.get(id))!
}

function nameOfVariable(source: SourceElement): string {
  return (source.variable as SourceElement | undefined)?.name?.trim() || source.name?.trim() || source.id || ''
}

/** The function that a business knowledge model or a decision service is; null after a finding. */
function functionOf(id: string, file: FileCompilation): FunctionValue | null {
  const known = file.functions.get(id)
  if (known !== undefined) return known
  const service = file.graph.services.get(id)
  const value = service === undefined ? compileKnowledge(id, file) : compileService(service, { planOf: (one) => (file.graph.decisions.has(one) ? planOf(one, file) : null), inputs: file.inputs, report: file.report })
  if (value !== null) file.functions.set(id, value)
  return value
}

function compileKnowledge(id: string, file: FileCompilation): FunctionValue | null {
  const source = file.graph.knowledge.get(id)!
  const logic = source.encapsulatedLogic as SourceElement | undefined
  if (logic === undefined) {
    file.report('error', 'DMN_WITHOUT_LOGIC', id, `业务知识模型“${source.name ?? id}”没有内容。请写出函数。`)
    return null
  }
  const around = file.requirements.get(id)!.knowledge.map((one) => ({ name: nameOfVariable(elementOf(one, file)), value: functionOf(one, file) }))
  if (around.some(({ value }) => value === null)) return null
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
    for (const required of one.required) visit(required)
    for (const { name, type } of one.inputs) if (!found.has(name)) found.set(name, { name, type })
  }
  visit(plan)
  return [...found.values()]
}
