import type { CompiledDecision } from '#engine/decisions/decision_model'
import type { Command, Variables } from '#engine/kernel/commands'
import type { TaskCreated } from '#engine/kernel/events'
import type { Rejection } from '#engine/kernel/rejection'
import type { ExecutableProcess } from '#engine/model/executable_process'
import { createBusinessRows, type BusinessRows } from '#engine/rehearsal/business_rows'
import { openRehearsal, submit, type Rehearsal, type RehearsalAnswer, type RehearsalRecord } from '#engine/rehearsal/rehearsal'
import type { FormSchema } from '#forms/schema/form_schema'
import { createCalendar, type CountyCalendar } from '#processes/foundation/calendar/create_calendar'
import type { CalendarYear } from '#processes/foundation/calendar/calendar_year'
import { OFFICIAL_YEARS } from '#processes/foundation/calendar/official_years'
import { countyParticipants } from '#processes/foundation/county_participants'
import type { FactTarget } from '#processes/foundation/deliveries/target'
import { DEMO_COUNTY } from '#processes/foundation/demo/demo_county'
import { createDirectory, indexOrganisation, type CountyDirectory } from '#processes/foundation/organisation/create_directory'
import { createPointRules, POINTS_DECISION } from '#processes/foundation/events/point_rules'
import { createCardRules } from '#processes/foundation/supervision/card_rules'
import { applicantClient } from '#processes/foundation/public/public_service'
import { createFormDesk, type FormDesk } from './form_desk.js'
import { APPLICANT } from './script.js'

/** A package read and compiled, as far as a rehearsal needs it. */
export interface RehearsedPackage {
  processes: readonly { process: ExecutableProcess }[]
  /** By every name a model may call a form by. */
  forms: ReadonlyMap<string, FormSchema>
  decisions: ReadonlyMap<string, CompiledDecision>
  /** Decisions of the county beside those of the package: what it is supervised by. Absent = no cards. */
  countyDecisions?: ReadonlyMap<string, CompiledDecision>
  /** Text files by name. */
  texts: ReadonlyMap<string, string>
}

/** A task somebody has to do. */
export interface OpenTask extends TaskCreated {
  instanceId: string
}

/** A county in memory with one package deployed: people of the demo county, the real participants, a clock that is moved by hand. */
export interface Stage {
  readonly package: RehearsedPackage
  readonly rehearsal: Rehearsal
  readonly business: BusinessRows
  readonly forms: FormDesk
  /** In order of creation, by task id. */
  readonly tasks: Map<string, OpenTask>
  /** Every incident raised and every command refused that nobody waits for, in words; emptied by who reads them. */
  readonly troubles: Trouble[]
  /** Years whose calendar is known; may be changed while it plays. */
  years: readonly CalendarYear[]
  /** Name of the server process that takes the numbers; may be changed while it plays. */
  node: string
  /** Systems above that would be told; may be changed while it plays. */
  targets: readonly FactTarget[]
  directory(): CountyDirectory
  calendar(): CountyCalendar
}

export interface Trouble {
  /** Code of an incident; null for a refused command. */
  incident: string | null
  message: string
}

/** Opens the county on a package at an instant. */
export function openStage(rehearsed: RehearsedPackage, nowMs: number): Stage {
  const index = indexOrganisation(DEMO_COUNTY)
  const people = createDirectory(index, nowMs)
  let made: { years: readonly CalendarYear[]; calendar: CountyCalendar } | null = null
  const directory = (): CountyDirectory => (DEMO_COUNTY.deputies.length === 0 ? people : createDirectory(index, stage.rehearsal.nowMs))
  const calendar = (): CountyCalendar => {
    if (made?.years !== stage.years) made = { years: stage.years, calendar: createCalendar(stage.years) }
    return made.calendar
  }
  const cardRules = createCardRules((id) => rehearsed.decisions.get(id) ?? rehearsed.countyDecisions?.get(id) ?? null)
  const pointRules = createPointRules(rehearsed.decisions.get(POINTS_DECISION) ?? null)
  const resource = (name: string): string | null => rehearsed.texts.get(name) ?? null
  const county = () => ({ directory: directory(), calendar: calendar(), cardRules, pointRules, node: stage.node, targets: stage.targets, holderOf: (idNumber: string) => `holder ${idNumber}` })
  const business = createBusinessRows(countyParticipants(county), { packageId: 'rehearsed@1', resource })
  const stage: Stage = {
    package: rehearsed, business, directory, calendar, forms: createFormDesk(rehearsed.forms), tasks: new Map(), troubles: [], years: OFFICIAL_YEARS, node: 'rehearsal', targets: [],
    rehearsal: openRehearsal({
      processes: rehearsed.processes.map(({ process }) => process),
      decisions: [...rehearsed.decisions.values()],
      nowMs,
      directory,
      calendar,
      join: business.join,
      nextWatch: business.nextWatch,
      onRecord: (record) => follow(stage, record),
      onRefused: (instanceId, command, rejection) => noteRefusal(stage, instanceId, command, rejection),
    }),
  }
  return stage
}

/** Submits a command as a person would, with everything that follows from it. */
export const act = (stage: Stage, instanceId: string, command: Command, by: string): RehearsalAnswer =>
  submit(stage.rehearsal, instanceId, command, by === APPLICANT ? { kind: 'client', id: applicantClient(instanceId) } : { kind: 'user', id: by })

/** Starts a process with a submission of its start form. */
export function startCase(stage: Stage, { processId, by, values, variables = {}, instanceId }: { processId: string; by: string; values: Variables; variables?: Variables; instanceId: string }): RehearsalAnswer {
  const process = stage.rehearsal.processes.get(processId)
  if (process === undefined) return refuse('NOT_FOUND', `业务包中没有流程“${processId}”。请核对编号。`)
  const filled = stage.forms.submit(process.startEvents[0]?.formKey ?? null, values, { stored: {}, nowMs: stage.rehearsal.nowMs })
  if (!filled.ok) return filled
  const rest = { startElementId: null, businessKey: null, title: null, starter: by === APPLICANT ? null : by, caller: null }
  return act(stage, instanceId, { type: 'StartInstance', instanceId, definitionId: processId, variables: { ...variables, ...(filled.values as Variables) }, ...rest }, by)
}

/** Completes a task with a submission of its form. */
export function completeTask(stage: Stage, task: OpenTask, { by, outcome, opinion, values }: { by: string; outcome: string | null; opinion: string | null; values: Variables }): RehearsalAnswer {
  const state = stage.rehearsal.states.get(task.instanceId)!
  const permissions = stage.rehearsal.processes.get(state.processId)?.elements.get(task.elementId)?.userTask?.fieldPermissions
  const filled = stage.forms.submit(task.formKey, values, { stored: { ...stage.forms.readable(state, task), outcome }, nowMs: stage.rehearsal.nowMs, ...(permissions ? { permissions } : {}) })
  if (!filled.ok) return filled
  return act(stage, task.instanceId, { type: 'CompleteTask', taskId: task.taskId, by, outcome, opinion, data: filled.values as Variables, removed: filled.removed }, by)
}

export const refuse = (code: Rejection['code'], message: string): { ok: false; rejection: Rejection } => ({ ok: false, rejection: { code, message } })

function follow({ tasks, troubles }: Stage, { instanceId, events }: RehearsalRecord): void {
  for (const event of events) {
    if (event.type === 'TaskCreated') tasks.set(event.taskId, { ...event, instanceId })
    else if (event.type === 'TaskClosed') tasks.delete(event.taskId)
    else if (event.type === 'TaskAssigned') reassign(tasks, event.taskId, event.assignee)
    else if (event.type === 'IncidentRaised') troubles.push({ incident: event.code, message: `${event.code}：${event.message}` })
  }
}

function reassign(tasks: Map<string, OpenTask>, taskId: string, assignee: string | null): void {
  const task = tasks.get(taskId)
  if (task !== undefined) tasks.set(taskId, { ...task, assignee })
}

/** The end of a called instance may reach a caller that has ended in the meantime: that is nobody's trouble. */
function noteRefusal({ rehearsal, troubles }: Stage, instanceId: string, command: Command, { message }: Rejection): void {
  if (command.type === 'CompleteCall' && rehearsal.states.get(instanceId)?.status !== 'active') return
  troubles.push({ incident: null, message: `${command.type}：${message}` })
}
