import { compileModel } from '#engine/compile/compile_model'
import type { Command } from '#engine/kernel/commands'
import type { Event } from '#engine/kernel/events'
import type { Rejection } from '#engine/kernel/rejection'
import type { InstanceState } from '#engine/kernel/state'
import { step } from '#engine/kernel/step'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { Actor } from '#engine/runtime/command_envelope'
import { rowKeyText, type BusinessRow, type DueItemChange, type Participant, type SearchColumns } from '#engine/runtime/participant'
import { parseFormSchema } from '#forms/schema/parse_form_schema'
import { prepareForm } from '#forms/validation/prepare_form'
import { validateSubmission } from '#forms/validation/validate_submission'
import { createCalendar, type CountyCalendar } from '#processes/foundation/calendar/create_calendar'
import type { CalendarYear } from '#processes/foundation/calendar/calendar_year'
import { OFFICIAL_YEARS } from '#processes/foundation/calendar/official_years'
import { createCaseParticipant } from '#processes/foundation/case/case_participant'
import type { CaseItemRow, CaseRow } from '#processes/foundation/case/case_rows'
import { DEMO_COUNTY } from '#processes/foundation/demo/demo_county'
import type { IssuedDocumentRow } from '#processes/foundation/documents/issued_document'
import { createDirectory, indexOrganisation } from '#processes/foundation/organisation/create_directory'

interface OpenTask {
  taskId: string
  instanceId: string
  elementId: string
  candidates: readonly string[]
  formKey: string | null
  dueAtMs: number | null
}

export type Submitted = { ok: true; instanceId: string; events: readonly Event[] } | { ok: false; rejection: Rejection }

/** Plays a package on the kernel with a virtual clock and the case participant, without a database: what a test needs of the runtime. */
export class CountyDriver {
  nowMs: number
  readonly rows = new Map<string, BusinessRow>()
  readonly dueItems = new Map<string, DueItemChange>()
  readonly search = new Map<string, SearchColumns>()
  readonly states = new Map<string, InstanceState>()
  readonly journals = new Map<string, (readonly Event[])[]>()
  readonly jobs: { topic: string; input: Record<string, unknown> }[] = []
  readonly tasks = new Map<string, OpenTask>()
  /** Rounds of loading each step took. */
  readonly rounds: number[] = []
  years: readonly CalendarYear[] = OFFICIAL_YEARS
  node = 'n1'
  readonly #files: ReadonlyMap<string, string>
  readonly #processes: ReadonlyMap<string, ExecutableProcess>
  readonly #participant: Participant
  readonly #index = indexOrganisation(DEMO_COUNTY)
  readonly #forms = new Map<string, ReturnType<typeof prepareForm>>()
  #calendar: { years: readonly CalendarYear[]; calendar: CountyCalendar } | null = null
  #ids = 0

  private constructor(files: ReadonlyMap<string, string>, processes: ReadonlyMap<string, ExecutableProcess>, startIso: string) {
    this.#files = files
    this.#processes = processes
    this.nowMs = Date.parse(startIso)
    this.#participant = createCaseParticipant(() => ({
      directory: createDirectory(this.#index, this.nowMs),
      calendar: this.#calendarOf(this.years),
      node: this.node,
    }))
  }

  /** Compiles every model of the package; a finding fails the test. */
  static async open(files: ReadonlyMap<string, string>, startIso: string): Promise<CountyDriver> {
    const processes = new Map<string, ExecutableProcess>()
    for (const [name, content] of files) {
      if (!name.endsWith('.bpmn')) continue
      const compiled = await compileModel(content, { resource: name })
      if (compiled.diagnostics.length > 0) throw new Error(compiled.diagnostics.map((finding) => finding.message).join('\n'))
      for (const process of compiled.processes) processes.set(process.id, process)
    }
    return new CountyDriver(files, processes, startIso)
  }

  start(processId: string, by: string, values: Record<string, unknown>): Submitted {
    const form = this.#processes.get(processId)!.startEvents[0]!.formKey ?? null
    const checked = this.#validate(form, values, {}, undefined)
    if (!checked.ok) return checked
    const instanceId = `i${String((this.#ids += 1)).padStart(4, '0')}`
    const command: Command = {
      type: 'StartInstance', instanceId, definitionId: processId, startElementId: null, variables: checked.values,
      businessKey: null, title: null, starter: by, caller: null,
    }
    return this.submit(instanceId, command, { kind: 'user', id: by })
  }

  /** Completes the open task of an element (of one instance, when several are open) as this person. */
  complete(elementId: string, by: string, outcome: string | null, values: Record<string, unknown> = {}, options: { instanceId?: string; opinion?: string } = {}): Submitted {
    const task = this.task(elementId, by, options.instanceId)
    const state = this.states.get(task.instanceId)!
    const element = this.#processes.get(state.processId)!.elements.get(elementId)!
    const checked = this.#validate(task.formKey, values, state.data, element.userTask?.fieldPermissions)
    if (!checked.ok) return checked
    const command: Command = {
      type: 'CompleteTask', taskId: task.taskId, by, outcome, opinion: options.opinion ?? '同意', data: checked.values, removed: checked.removed,
    }
    return this.submit(task.instanceId, command, { kind: 'user', id: by })
  }

  claim(elementId: string, by: string, instanceId?: string): Submitted {
    const task = this.task(elementId, by, instanceId)
    return this.submit(task.instanceId, { type: 'ClaimTask', taskId: task.taskId, by }, { kind: 'user', id: by })
  }

  /** The open task of an element that this person may do. */
  task(elementId: string, by: string, instanceId?: string): OpenTask {
    const principals = createDirectory(this.#index, this.nowMs).principalsOf(by)
    const found = [...this.tasks.values()].filter(
      (task) =>
        task.elementId === elementId &&
        (instanceId === undefined || task.instanceId === instanceId) &&
        task.candidates.some((candidate) => principals.includes(candidate)),
    )
    if (found.length !== 1) throw new Error(`Expected one open task "${elementId}" for ${by}, found ${found.length}.`)
    return found[0]!
  }

  membersOf(principal: string): readonly string[] {
    return createDirectory(this.#index, this.nowMs).membersOf(principal)
  }

  cancel(instanceId: string, by: string, reason: string): Submitted {
    return this.submit(instanceId, { type: 'CancelInstance', reason }, { kind: 'user', id: by })
  }

  /** One command and everything that follows from it; a rejection changes nothing. */
  submit(instanceId: string, command: Command, actor: Actor): Submitted {
    const processId = command.type === 'StartInstance' ? command.definitionId : this.states.get(instanceId)!.definitionId
    const outcome = step(this.#processes.get(processId)!, this.states.get(instanceId) ?? null, command, {
      nowMs: this.nowMs,
      directory: createDirectory(this.#index, this.nowMs),
      calendar: this.#calendarOf(this.years),
      decisions: { resolve: () => null },
      definitions: { resolve: (called) => (this.#processes.has(called) ? { definitionId: called } : null), process: (id) => this.#processes.get(id) ?? null },
      journal: this.journals.get(instanceId) ?? [],
      draftsOf: () => [],
    })
    if (outcome.kind === 'missing') throw new Error('look-up missing')
    if (outcome.kind === 'rejected') return { ok: false, rejection: outcome.rejection }
    const rejection = this.#record(outcome.events, outcome.state, actor)
    if (rejection !== null) return { ok: false, rejection }
    this.states.set(instanceId, outcome.state)
    this.journals.set(instanceId, [...(this.journals.get(instanceId) ?? []), outcome.events])
    for (const event of outcome.events) this.#follow(event, instanceId)
    for (const effect of outcome.effects) {
      if (effect.type !== 'SendCommand') continue
      const answer = this.submit(effect.instanceId, effect.command, { kind: 'system' })
      // the end of a called instance reaches a caller that was cancelled in the meantime
      if (!answer.ok && !(effect.command.type === 'CompleteCall' && this.states.get(effect.instanceId)?.status !== 'active')) throw new Error(`${effect.command.type}: ${answer.rejection.message}`)
    }
    return { ok: true, instanceId, events: outcome.events }
  }

  caseOf(instanceId: string): CaseRow {
    return this.rows.get(rowKeyText({ table: 'case_records', key: instanceId })) as unknown as CaseRow
  }

  itemsOf(instanceId: string): CaseItemRow[] {
    return this.#all<CaseItemRow>('case_items').filter((row) => row.caseKey === instanceId)
  }

  item(instanceId: string, code: string): CaseItemRow {
    return this.itemsOf(instanceId).find((row) => row.code === code)!
  }

  documents(instanceId: string): IssuedDocumentRow[] {
    return this.#all<IssuedDocumentRow>('issued_documents').filter((row) => row.caseKey === instanceId)
  }

  due(kind: string, ref: string): DueItemChange | undefined {
    return this.dueItems.get(`${kind}/${ref}`)
  }

  at(iso: string): this {
    this.nowMs = Date.parse(iso)
    return this
  }

  #all<Row>(table: string): Row[] {
    return [...this.rows].filter(([key]) => key.startsWith(`${table}/`)).map(([, row]) => row as unknown as Row)
  }

  #validate(formKey: string | null, values: Record<string, unknown>, stored: Record<string, unknown>, permissions: Readonly<Record<string, 'write' | 'read' | 'hidden'>> | undefined) {
    if (formKey === null) return { ok: true as const, values, removed: [] }
    const result = validateSubmission(this.#form(formKey), values, { stored, mode: 'submit', nowMs: this.nowMs, ...(permissions ? { permissions } : {}) })
    if (result.ok) return result
    return { ok: false as const, rejection: { code: 'INVALID_ARGUMENT' as const, message: '表单有误', errors: result.errors } }
  }

  #form(formKey: string): ReturnType<typeof prepareForm> {
    const known = this.#forms.get(formKey)
    if (known !== undefined) return known
    const { schema, problems } = parseFormSchema(JSON.parse(this.#files.get(`forms/${formKey}.form.json`)!))
    if (schema === null) throw new Error(JSON.stringify(problems))
    const prepared = prepareForm(schema)
    this.#forms.set(formKey, prepared)
    return prepared
  }

  #calendarOf(years: readonly CalendarYear[]): CountyCalendar {
    if (this.#calendar?.years !== years) this.#calendar = { years, calendar: createCalendar(years) }
    return this.#calendar.calendar
  }

  #record(events: readonly Event[], state: InstanceState, actor: Actor): Rejection | null {
    const record = { events, state, actor, packageId: 'package@1', resource: (name: string) => this.#files.get(name) ?? null, nowMs: this.nowMs }
    const loaded = new Map<string, BusinessRow | null>()
    let rounds = 0
    for (let wanted = this.#participant.reads(record, loaded); wanted.length > 0; wanted = this.#participant.reads(record, loaded)) {
      if ((rounds += 1) > 10) throw new Error('the participant never has enough')
      for (const key of wanted) loaded.set(rowKeyText(key), structuredClone(this.rows.get(rowKeyText(key)) ?? null))
    }
    this.rounds.push(rounds)
    const reaction = this.#participant.react(record, loaded)
    if (reaction.kind === 'rejected') return reaction.rejection
    for (const change of reaction.changes) {
      if (change.operation === 'delete') this.rows.delete(rowKeyText(change))
      else this.rows.set(rowKeyText(change), JSON.parse(JSON.stringify(change.row)) as BusinessRow)
    }
    for (const due of reaction.dueItems ?? []) this.dueItems.set(`${due.kind}/${due.ref}`, due)
    if (reaction.searchColumns) this.search.set(state.instanceId, { ...this.search.get(state.instanceId), ...reaction.searchColumns })
    this.jobs.push(...(reaction.jobs ?? []))
    return null
  }

  #follow(event: Event, instanceId: string): void {
    if (event.type === 'TaskCreated') this.tasks.set(event.taskId, { ...event, instanceId })
    if (event.type === 'TaskClosed') this.tasks.delete(event.taskId)
    if (event.type === 'IncidentRaised') throw new Error(`incident ${event.code}: ${event.message}`)
  }
}
