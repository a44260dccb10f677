import { graphOf, type Mapping, type Node } from '#engine/kernel/graph'
import { DECISION_RESULT, type BusinessRuleTaskSettings } from '#engine/kernel/elements/business_rule_task'
import type { FormReference } from '#engine/kernel/elements/form_reference'
import type { CallActivitySettings } from '#engine/kernel/elements/call_activity'
import type { StartSettings } from '#engine/kernel/elements/none_start_event'
import type { ScriptSettings } from '#engine/kernel/elements/script_task'
import type { ExecutableProcess } from '#engine/model/executable_process'
import { isContainer, isField } from '#forms/schema/component_kinds'
import type { FormSchema } from '#forms/schema/form_schema'
import { walkComponents } from '#forms/schema/walk_components'
import type { ReadPackage } from './read_package.js'

/** Names of variables that something can set in a process; `anything` when what sets them is not bound to names written in the package. */
export interface SettableNames {
  anything: boolean
  readonly names: Set<string>
}

/** Given by the engine itself. */
const OF_THE_ENGINE = ['tasks', 'lastOutcome', 'loopCounter', 'nrOfInstances', 'nrOfCompletedInstances', 'nrOfActiveInstances', 'waitingForStart', 'activationCount', 'activationCounts', 'instanceId']

/** Elements that set nothing of their own; one that is not listed anywhere here may set anything. */
const SILENT = new RegExp(
  '^(startEvent(:(timer|conditional|compensate))?|endEvent(:(terminate|error|compensate|cancel|signal|escalation))?|intermediateThrowEvent(:(compensate|signal|escalation|link))?' +
    '|intermediateCatchEvent:(timer|conditional|link)|boundaryEvent:(timer|conditional|compensate|cancel)|manualTask|task' +
    '|exclusiveGateway|parallelGateway|inclusiveGateway|complexGateway|eventBasedGateway|subProcess|eventSubProcess|transaction|adHocSubProcess)$',
)

/** Events that note what they have caught. */
const CATCHES = /^(boundaryEvent|startEvent):(error|escalation)$/

/** What can be set in each process of a package, by process id. Too much rather than too little: scopes and order are not looked at. */
export const settableNames = ({ processes, forms }: Pick<ReadPackage, 'processes' | 'forms'>): ReadonlyMap<string, SettableNames> => {
  const called = calledIn(processes.map(({ process }) => process))
  const all = new Map(processes.map(({ process }) => [process.id, ofProcess(process, forms, called)]))
  let isGrowing = true
  while (isGrowing) isGrowing = processes.some(({ process }) => handOver(process, all))
  return all
}

/** Process ids that call activities of the package name; null when one of them computes whom it calls. */
const calledIn = (processes: readonly ExecutableProcess[]): ReadonlySet<string> | null => {
  const targets = processes.flatMap((process) => callsOf(process).map(calledId))
  return targets.some((target) => target === null) ? null : new Set(targets as string[])
}

const callsOf = (process: ExecutableProcess): Node[] => graphOf(process).nodes.filter(({ kind }) => kind === 'callActivity')

/** The process a call activity names; null when an expression decides. */
export const calledId = ({ settings }: Node): string | null => {
  const { calledElement } = settings as CallActivitySettings
  return calledElement?.dialect === 'literal' ? calledElement.source : null
}

const ofProcess = (process: ExecutableProcess, forms: ReadPackage['forms'], called: ReadonlySet<string> | null): SettableNames => {
  const found: SettableNames = { anything: false, names: new Set(OF_THE_ENGINE) }
  const addForm = ({ formKey, formBinding }: Partial<FormReference> = {}): void => {
    const schema = formKey && formBinding === undefined ? forms.get(formKey) : undefined
    if (schema === undefined) found.anything = true
    else for (const name of namesOf(schema)) found.names.add(name)
  }
  for (const start of process.startEvents) {
    // who starts it from outside brings whatever he likes; what is called in the package gets what the call hands over
    if (start.kind === 'none' && (start.formKey || !called?.has(process.id))) addForm({ formKey: start.formKey ?? null, ...(start.formBinding === undefined ? {} : { formBinding: start.formBinding }) })
  }
  for (const node of graphOf(process).nodes) {
    for (const name of declaredAt(node)) found.names.add(name)
    if (node.kind === 'userTask') addForm(process.elements.get(node.id)?.userTask)
    else if (node.kind === 'businessRuleTask') addDecision(node, found)
    else if (node.kind === 'startEvent') addInitiator(node, found)
    else if (node.kind === 'scriptTask' || CATCHES.test(node.kind)) addResult(node, found)
    else if (node.kind !== 'callActivity' && !SILENT.test(node.kind)) found.anything = true
  }
  return found
}

const declaredAt = ({ inputs, outputs, multiInstance, join, incoming }: Node): string[] => [
  ...[...inputs, ...outputs].map(({ name }) => name),
  ...(multiInstance === null ? [] : [multiInstance.elementVariable, multiInstance.indexVariable, ...multiInstance.collected.map(({ variable }) => variable)].filter((name) => name !== null)),
  ...(join === 'complex' ? incoming.map(({ id }) => id) : []),
]

const addResult = ({ kind, settings }: Node, found: SettableNames): void => {
  if (kind === 'scriptTask') {
    const { resultVariable } = settings as ScriptSettings
    // without a result variable each entry of the result is written
    if (resultVariable === null) found.anything = true
    else found.names.add(resultVariable)
    return
  }
  const { codeVariable, messageVariable = null } = settings as { codeVariable: string | null; messageVariable?: string | null }
  for (const name of [codeVariable, messageVariable]) if (name !== null) found.names.add(name)
}

/** The variable that keeps who has started. */
const addInitiator = ({ settings }: Node, found: SettableNames): void => {
  const { initiator } = settings as StartSettings
  if (initiator !== null) found.names.add(initiator)
}

const addDecision = ({ settings }: Node, found: SettableNames): void => {
  const { decision } = settings as BusinessRuleTaskSettings
  // a worker may answer anything; Flowable's outputs are variables by the names of the table
  if (decision === null || decision.mapping === 'outputs') found.anything = true
  else found.names.add(decision.resultVariable ?? DECISION_RESULT)
}

const namesOf = (schema: FormSchema): string[] =>
  walkComponents(schema).flatMap(({ component, dataPath }) => ((isField(component) || isContainer(component)) && dataPath.length > 0 ? [dataPath[0]!] : []))

/** Carries names over the calls of a process, in and out; true when that added any. */
const handOver = (process: ExecutableProcess, all: ReadonlyMap<string, SettableNames>): boolean => {
  const own = all.get(process.id)!
  return callsOf(process).reduce((hasGrown, call) => {
    const target = calledId(call)
    const other = target === null ? undefined : all.get(target)
    const { into, outOf } = call.settings as CallActivitySettings
    const hasGiven = other !== undefined && take(other, own, into)
    return take(own, other, outOf) || hasGiven || hasGrown
  }, false)
}

const take = (to: SettableNames, from: SettableNames | undefined, { all, mappings }: { all: boolean; mappings: readonly Mapping[] }): boolean => {
  const before = to.names.size
  const wasOpen = to.anything
  for (const { name } of mappings) to.names.add(name)
  if (all) {
    to.anything ||= from === undefined || from.anything
    for (const name of from?.names ?? []) to.names.add(name)
  }
  return to.names.size > before || to.anything !== wasOpen
}
